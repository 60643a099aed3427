import { toAppError, type AppError } from '#core';
import type { EmitEvent } from '#events';
import type { HearingEvent, Transcript, Utterance } from '#hearing';
import type { ChatMessage } from '#llm';
import { calledNames, type Persona } from '#personas';
import { Floor } from './floor.ts';
import type { FloorEffect } from './floor-effect.ts';
import type { FloorEvent } from './floor-event.ts';
import { defaultFloorOptions, type FloorOptions } from './floor-options.ts';
import { heardText } from './heard-text.ts';
import { userMessage } from './memory/memory-messages.ts';
import type { Memory } from './memory/memory.ts';
import { remarkOf, replyRemark } from './memory/remark.ts';
import { PersonaPrompt, type PromptModel } from './persona-prompt.ts';
import type { Transcriber } from './ports.ts';
import { transcribedRecord, turnRecord } from './records.ts';
import { Reply, type ReplyPorts } from './reply.ts';
import { writtenText, type Said } from './said.ts';
import { Transcriptions } from './transcriptions.ts';
import type { EndedTurn } from './turn.ts';

/** What a conversation needs from the rest of the house. */
export interface ConversationPorts extends ReplyPorts, PromptModel {
  readonly transcriber: Transcriber;
  readonly memory: Memory;
  readonly emit: EmitEvent;
  /** Tells the listener of a person whether the words of a provisional utterance are a whole sentence. */
  readonly judgePause: (userId: string, utteranceId: string, isComplete: boolean) => void;
  /** Emits the error and makes it known to the people who waited for an answer. */
  readonly report: (error: AppError, userIds: readonly string[]) => void;
  /** Writes to the call's text channel what was not said there, or not whole. */
  readonly postText: (text: string) => void;
  /** Told what somebody said, once its words are certain. */
  readonly onSaid?: (said: Said) => void;
  /** Told of every turn that is over, and what of its reply reached the listeners. */
  readonly onTurn?: (turn: EndedTurn & { readonly isPosted: boolean }, heard: string) => void;
  /** The name under which a person's words are shown to the model. */
  readonly nameOf: (userId: string) => string;
  /** People in the call, the bot not among them. */
  readonly peopleInCall: () => number;
  /** Their names, as far as the model is to know them. */
  readonly namesInCall?: () => readonly string[];
}

/** Who answers, how it thinks and in which voice. */
export interface Role extends Pick<ReplyPorts, 'chatModel' | 'synthesizer'> {
  readonly persona: Persona;
  /** The language of the voice, as de_DE. */
  readonly speechLanguage?: string | undefined;
  /** With which of its greetings the persona has begun, if it has. */
  readonly greetingIndex?: number | undefined;
}

/** What makes one conversation different from another. */
export interface ConversationOptions {
  readonly persona: Persona;
  readonly floor?: Partial<FloorOptions>;
  /** Names the conversation: what a card picks by chance stays the same in it. */
  readonly seed?: string;
  /** With which of its greetings the persona begins it, if it does. */
  readonly greetingIndex?: number | undefined;
}

/** What `/status` shows of a conversation. */
export interface ConversationStatus {
  readonly persona: string;
  readonly state: string;
  readonly turns: number;
  readonly lastTurn: EndedTurn | undefined;
}

/**
 * The conversation of one call: carries out what its {@link Floor} decides, through ports, and tells
 * the floor what came of it.
 */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #seed: string;
  #prompt: PersonaPrompt;
  /** What every reply that begins from now on works with. */
  #replyPorts: ReplyPorts;
  readonly #floor: Floor;
  readonly #replies = new Map<string, Reply>();
  readonly #transcriptions: Transcriptions;
  readonly #posted = new Set<string>();
  readonly #closing = new AbortController();
  readonly #inbox: FloorEvent[] = [];
  #isDraining = false;
  #isClosed = false;
  #cancelTick: () => void = () => undefined;
  #turns = 0;
  #lastTurn: EndedTurn | undefined;

  constructor(ports: ConversationPorts, options: ConversationOptions) {
    this.#ports = ports;
    this.#transcriptions = new Transcriptions(ports, (event) => this.#post(event));
    this.#seed = options.seed ?? '';
    this.#prompt = new PersonaPrompt(options.persona, ports, this.#seed, options.greetingIndex);
    this.#replyPorts = ports;
    this.#floor = new Floor({
      ...defaultFloorOptions,
      names: calledNames(options.persona),
      ...options.floor,
    });
  }

  /** Takes what a speaker's listener found. */
  hear(hearing: HearingEvent): void {
    const people = this.#ports.peopleInCall();
    this.#post({ type: 'heard', atMs: this.#ports.clock.nowMs(), hearing, people });
  }

  /** Forgets that somebody was speaking; what that person said before is still answered. */
  speakerLeft(userId: string): void {
    this.#post({ type: 'speaker-left', atMs: this.#ports.clock.nowMs(), userId });
  }

  /** Says a text as it is, after what is being said now. */
  say(text: string): void {
    this.#post({ type: 'say', atMs: this.#ports.clock.nowMs(), text });
  }

  /** Takes what somebody typed to the bot; it is answered aloud, in its turn. @param id - names it. */
  read(id: string, userId: string, text: string): void {
    const said = writtenText(id, userId, text);
    this.#post({ type: 'written', atMs: this.#ports.clock.nowMs(), said });
  }

  /** Changes who answers, from the next turn on; a reply that has begun ends as it was. */
  become({ persona, chatModel, synthesizer, speechLanguage, greetingIndex }: Role): void {
    this.#prompt = new PersonaPrompt(persona, this.#ports, this.#seed, greetingIndex);
    this.#replyPorts = { ...this.#ports, chatModel, synthesizer };
    this.#floor.setOptions({
      names: calledNames(persona),
      ...(speechLanguage !== undefined && { speechLanguage }),
    });
  }

  /** Changes how the floor is taken and given, from the next event on. */
  setFloorOptions(options: Partial<FloorOptions>): void {
    this.#floor.setOptions(options);
  }

  /** Falls silent at once and forgets what waits for an answer. */
  hush(): void {
    this.#post({ type: 'hush', atMs: this.#ports.clock.nowMs() });
  }

  /** Falls silent and forgets everything that was said. @throws AppError when its store does not. */
  reset(): void {
    this.hush();
    this.#ports.memory.clear();
  }

  status(): ConversationStatus {
    return {
      persona: this.#prompt.persona.name,
      state: this.#floor.state.kind,
      turns: this.#turns,
      lastTurn: this.#lastTurn,
    };
  }

  /** Ends the conversation: everything in progress is stopped and nothing is taken any more. */
  close(): void {
    this.hush();
    this.#isClosed = true;
    this.#closing.abort();
    this.#cancelTick();
    for (const reply of this.#replies.values()) reply.stop();
    this.#transcriptions.cancelAll();
  }

  /** Effects may tell the floor something at once; one event is finished before the next begins. */
  #post(event: FloorEvent): void {
    if (this.#isClosed) return;
    this.#inbox.push(event);
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        for (const effect of this.#floor.handle(next)) this.#attempt(effect);
      }
    } finally {
      this.#isDraining = false;
      this.#scheduleTick();
    }
  }

  /** An effect that throws is a fault of its own: it costs its turn, and the call must not be deaf because of it. */
  #attempt(effect: FloorEffect): void {
    try {
      this.#carryOut(effect);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!('turnId' in effect)) return this.#ports.report(error, []);
      const atMs = this.#ports.clock.nowMs();
      this.#inbox.push({ type: 'reply-failed', atMs, turnId: effect.turnId, error });
    }
  }

  #scheduleTick(): void {
    this.#cancelTick();
    const deadlineMs = this.#floor.deadlineMs();
    if (deadlineMs === undefined || this.#isClosed) return;
    const { clock } = this.#ports;
    const tick = (): void => this.#post({ type: 'tick', atMs: clock.nowMs() });
    this.#cancelTick = clock.after(Math.max(1, deadlineMs - clock.nowMs()), tick);
  }

  #carryOut(effect: FloorEffect): void {
    switch (effect.type) {
      case 'transcribe':
        return void this.#transcriptions.begin(effect.utterance);
      case 'cancel-transcription':
        return this.#transcriptions.cancel(effect.utteranceId);
      case 'understood':
        return this.#understood(effect.utterance, effect.transcript);
      case 'judge-pause':
        return this.#ports.judgePause(effect.userId, effect.utteranceId, effect.isComplete);
      case 'ask-model':
        return this.#ask(effect.turnId, effect.transcripts, effect.isHeld);
      case 'release-speech':
        return this.#reply(effect.turnId).release();
      case 'overhear':
        return this.#ports.memory.add([remarkOf(effect.transcript, this.#ports.nameOf)]);
      case 'say-clause':
        return this.#reply(effect.turnId).say(effect.clause);
      case 'end-speech':
        return this.#reply(effect.turnId).endSpeech();
      case 'pause-speech':
        return this.#reply(effect.turnId).pause();
      case 'resume-speech':
        return this.#reply(effect.turnId).resume();
      case 'stop-turn':
        return this.#reply(effect.turnId).stop(effect.isDiscarded);
      case 'post-text':
        this.#posted.add(effect.turnId);
        return this.#ports.postText(effect.text);
      case 'report':
        return this.#ports.report(effect.error, effect.userIds);
      case 'turn-ended':
        return this.#endTurn(effect.turn);
    }
  }

  #reply(turnId: string): Reply {
    const known = this.#replies.get(turnId);
    if (known) return known;
    const reply = new Reply(turnId, this.#replyPorts, (event) => this.#post(event));
    this.#replies.set(turnId, reply);
    return reply;
  }

  #ask(turnId: string, said: readonly Said[], isHeld: boolean): void {
    // Who spoke last is the one who is answered.
    const userId = said.at(-1)?.userId;
    this.#reply(turnId).ask(this.#messages(said), isHeld, { ...(userId !== undefined && { userId }) });
  }

  #messages(said: readonly Said[]): readonly ChatMessage[] {
    const { memory, nameOf, namesInCall } = this.#ports;
    return this.#prompt.messages({
      summary: memory.summary,
      history: memory.messages(),
      incoming: [userMessage(said.map((one) => remarkOf(one, nameOf)))],
      people: namesInCall?.() ?? [],
    });
  }

  #understood(utterance: Utterance, transcript: Transcript): void {
    this.#ports.emit('hearing.transcribed', transcribedRecord(utterance, transcript));
    if (transcript.text !== '') this.#ports.onSaid?.(transcript);
  }

  #endTurn(turn: EndedTurn): void {
    const wasPosted = this.#posted.delete(turn.id);
    this.#replies.delete(turn.id);
    const heard = wasPosted ? turn.replyText.trim() : heardText(turn.clauses, turn.progress);
    this.#remember(turn, heard, turn.outcome === 'interrupted' && !wasPosted);
    this.#turns += 1;
    this.#lastTurn = turn;
    this.#ports.emit('turn.ended', turnRecord(turn));
    this.#ports.onTurn?.({ ...turn, isPosted: wasPosted }, heard);
  }

  #remember(turn: EndedTurn, heard: string, isInterrupted: boolean): void {
    // What a discarded turn answered is answered by a later one.
    if (turn.outcome === 'discarded') return;
    const { memory, nameOf } = this.#ports;
    const said = turn.transcripts.map((one) => remarkOf(one, nameOf));
    memory.add([...said, ...(heard === '' ? [] : [replyRemark(heard, isInterrupted)])]);
    void memory.tidy(this.#closing.signal);
  }
}
