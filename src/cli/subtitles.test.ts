import { describe, expect, it } from 'vitest';
import { srtCue, VTT_HEAD, vttCue } from './subtitles.ts';

describe('a SubRip cue', () => {
  it('has a number, its times with a comma, one line and an empty one', () => {
    expect(srtCue(7, { text: ' Hello\nthere. ', startMs: 3_723_004.6, endMs: 3_725_000 })).toBe(
      '7\n01:02:03,005 --> 01:02:05,000\nHello there.\n\n',
    );
  });

  it('cannot be mistaken for another cue', () => {
    expect(srtCue(1, { text: 'a --> b\n\n2', startMs: 0, endMs: 1 })).toBe(
      '1\n00:00:00,000 --> 00:00:00,001\na → b 2\n\n',
    );
  });

  it('may lie after a hundred hours', () => {
    expect(srtCue(1, { text: 'late', startMs: 360_000_000, endMs: 360_000_999.4 })).toContain(
      '100:00:00,000 --> 100:00:00,999',
    );
  });
});

describe('a WebVTT cue', () => {
  it('has its times with a point, and text that is no markup', () => {
    expect(VTT_HEAD + vttCue({ text: '<b> & "c" --> d', startMs: 50, endMs: 1500 })).toBe(
      'WEBVTT\n\n00:00:00.050 --> 00:00:01.500\n&lt;b&gt; &amp; "c" → d\n\n',
    );
  });

  it('tells when its words come, as far as that makes sense', () => {
    const words = [
      { text: 'One', startMs: 1000 },
      { text: 'two', startMs: 1400 },
      { text: '&', startMs: 1400 },
      { text: 'three,', startMs: 1800 },
      { text: 'four.', startMs: 2000 },
    ];
    expect(vttCue({ text: 'One two & three, four.', startMs: 1000, endMs: 2000, words })).toBe(
      '00:00:01.000 --> 00:00:02.000\nOne <00:00:01.400>two &amp; <00:00:01.800>three, four.\n\n',
    );
  });
});
