import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from exchanging the wrappers between WebAssembly and JavaScript while they are in use. Threads share compiled
 * modules (each strips the types of its files with the same one), and freeing the old wrapper in one thread while another
 * ends crashed the process now and then: SIGSEGV in `WasmEngine::FreeDeadCode`, Node 24.21. Must run before the first
 * thread is started.
 */
setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');
