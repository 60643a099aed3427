// The package carries no types. This is the part of its interface that the project uses.
declare module '@echogarden/espeak-ng-emscripten' {
  /** An event in what {@link EspeakWorker.synthesize} gives. */
  export interface EspeakEvent {
    readonly type:
      | 'list_terminated'
      | 'word'
      | 'sentence'
      | 'mark'
      | 'play'
      | 'end'
      | 'msg_terminated'
      | 'phoneme'
      | 'samplerate';
    readonly text_position: number;
    readonly word_length: number;
    /** In ms from the start of the sound. */
    readonly audio_position: number;
    /** The phoneme in IPA, or the number of a word or sentence. */
    readonly id: string | number | undefined;
  }

  export interface EspeakWorker {
    /** 0 when the voice exists. */
    set_voice(name: string): number;
    set_rate(wordsPerMinute: number): void;
    set_pitch(percent: number): void;
    set_range(percent: number): void;
    get_samplerate(): number;
    /** IPA of all clauses, `_` between phonemes and ` | ` between clauses, as a C string to be freed. */
    convert_to_phonemes(text: string, useIpa: boolean): { readonly ptr: number };
    synthesize_ipa(text: string): { readonly code: number; readonly ipa: string };
    /** 16-bit mono sound in chunks; returning true stops it. */
    synthesize(
      text: string,
      onChunk: (audio: Int16Array, events: readonly EspeakEvent[]) => boolean | undefined | void,
    ): void;
  }

  export interface EspeakModule {
    readonly eSpeakNGWorker: new () => EspeakWorker;
    readonly HEAPU8: Uint8Array;
    _free(pointer: number): void;
  }

  export default function loadEspeak(): Promise<EspeakModule>;
}
