#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rollbook_fuzz::report(data));
