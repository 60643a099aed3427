import type { ErrorCode } from '#core';

/** What an error means and what to do about it, in one line each. */
interface ErrorText {
  readonly meaning: string;
  readonly action: string;
}

const text = (meaning: string, action: string): ErrorText => ({ meaning, action });

/** Every error that people in Discord may meet, in German; as `ERROR_CODES` has them in English. */
export const errors: Readonly<Record<Exclude<ErrorCode, `LOOPBACK_${string}`>, ErrorText>> = {
  INTERNAL: text(
    'Etwas ist schiefgegangen, womit niemand gerechnet hat.',
    'Melde es mit den Zeilen des Protokolls darum herum.',
  ),
  FILE_UNREADABLE: text(
    'Eine Datei oder ein Ordner lässt sich nicht lesen.',
    'Prüfe die Rechte und die Platte; die Meldung nennt den Namen.',
  ),
  DISK_FULL: text(
    'Die Platte oder das Kontingent ist voll.',
    'Schaffe Platz; was vorher da war, ist erhalten, und die Arbeit geht weiter, wo sie aufgehört hat.',
  ),
  CANCELLED: text('Die Arbeit wurde beendet, weil sie niemand mehr braucht.', 'Nichts.'),
  TIMED_OUT: text(
    'Ein Schritt hat länger gedauert als erlaubt.',
    'Sieh nach, wie ausgelastet der Rechner und der gefragte Dienst sind.',
  ),
  CONFIG_INVALID: text(
    'Eine Einstellung fehlt oder ist unbrauchbar.',
    'Setze, was die Meldung nennt; .env.example beschreibt jede Einstellung.',
  ),

  AUDIO_FILE_INVALID: text(
    'Eine Tondatei lässt sich nicht lesen.',
    'Gib eine PCM-WAV-Datei oder wandle sie vorher um.',
  ),
  AUDIO_FILE_UNWRITABLE: text(
    'Eine Tondatei konnte nicht geschrieben werden.',
    'Prüfe, ob es den Ordner gibt, ob er beschreibbar ist und Platz hat.',
  ),
  AUDIO_RATE_UNSUPPORTED: text(
    'Der Ton lässt sich nicht zwischen zwei Abtastraten umrechnen.',
    'Nimm Ton mit 16, 22,05, 24, 44,1 oder 48 kHz.',
  ),
  FFMPEG_MISSING: text(
    'Eine Tondatei braucht ffmpeg, und es ist keines da.',
    'Installiere ffmpeg oder setze FFMPEG_PATH; eine WAV-Datei mit 16 Bit braucht keines.',
  ),
  OPUS_UNAVAILABLE: text('Kein Opus-Codec ließ sich laden.', 'Installiere neu mit `npm ci`.'),

  MODEL_FILE_MISSING: text(
    'Im Ordner eines Modells fehlt eine Datei.',
    'Lade das Modell noch einmal; die Meldung nennt die Datei.',
  ),
  MODEL_FILE_INVALID: text(
    'Eine Modelldatei ist beschädigt oder von anderer Art.',
    'Lade das Modell noch einmal; die Meldung nennt die Datei.',
  ),
  MODEL_UNKNOWN: text(
    'Es gibt kein Modell und keine Stimme mit diesem Namen.',
    'Nimm einen Namen, den `aichat models list` oder `aichat voices list` zeigt.',
  ),
  MODEL_DOWNLOADS_OFF: text(
    'Ein Modell fehlt, und nichts darf geladen werden.',
    'Führe den Befehl der Meldung aus, bring die Dateien selbst oder setze ALLOW_DOWNLOADS=true.',
  ),
  MODEL_SOURCE_NOT_FOUND: text(
    'Die Quelle eines Modells hat es nicht.',
    'Prüfe den Namen, und MODEL_MIRROR_URL, wenn es gesetzt ist.',
  ),
  MODEL_ACCESS_DENIED: text(
    'Die Quelle gibt ein Modell nicht jedem.',
    'Stimme den Bedingungen auf der Seite des Modells zu und setze HF_TOKEN auf ein Token dieses Kontos.',
  ),
  MODEL_RATE_LIMITED: text(
    'Die Quelle eines Modells erlaubt zurzeit keine weiteren Anfragen.',
    'Versuche es später; was da ist, bleibt. Mit HF_TOKEN ist mehr erlaubt.',
  ),
  MODEL_DOWNLOAD_FAILED: text(
    'Ein Modell konnte nicht geladen werden.',
    'Prüfe das Netz und versuche es noch einmal; was da ist, bleibt.',
  ),
  MODEL_DOWNLOAD_CORRUPT: text(
    'Geladen wurde nicht, was die Quelle angekündigt hat.',
    'Versuche es noch einmal; kommt es wieder, verändert ein Proxy oder der Spiegel die Datei.',
  ),
  MODEL_SOURCE_INVALID: text(
    'Die Quelle eines Modells antwortet etwas Unbrauchbares.',
    'Prüfe MODEL_MIRROR_URL und Proxys; die Meldung sagt, was falsch ist.',
  ),
  MODEL_REDIRECT_REFUSED: text(
    'Die Quelle eines Modells verweist an eine unsichere Adresse.',
    'Prüfe MODEL_MIRROR_URL und Proxys; nur https wird gefolgt.',
  ),
  MODEL_DISK_FULL: text(
    'Auf der Platte ist kein Platz für ein Modell.',
    'Schaffe Platz und versuche es noch einmal; was da ist, bleibt.',
  ),
  MODEL_STORE_LOCKED: text(
    'Ein anderer Prozess arbeitet schon zu lange an demselben Modell.',
    'Warte auf ihn oder beende ihn, dann versuche es noch einmal.',
  ),
  MODEL_NOT_OURS: text(
    'Dateien eines Modells stammen nicht von aichat und werden nicht angerührt.',
    'Verschiebe oder lösche sie selbst; `pull --force` ersetzt sie.',
  ),
  MODEL_CACHE_FAILED: text(
    'Ein bearbeitetes Modell ließ sich nicht für den nächsten Start aufheben.',
    'Mache den Ordner beschreibbar und schaffe Platz; bis dahin dauert jeder Start länger.',
  ),
  MODEL_CHECK_FAILED: text(
    'Ein beim Laden bearbeitetes Modell ließ sich nicht mit dem Original vergleichen.',
    'Nichts: das Original läuft. Kommt es wieder, schaffe Arbeitsspeicher.',
  ),
  INFERENCE_FAILED: text(
    'Ein Modell konnte seine Eingabe nicht verarbeiten.',
    'Die Ursache steht im Protokoll; melde es, wenn es wiederkommt.',
  ),
  INFERENCE_QUEUE_FULL: text(
    'Auf ein Modell wartet mehr Arbeit, als der Rechner schafft.',
    'Nimm ein kleineres Modell oder weniger Gespräche zugleich.',
  ),
  INFERENCE_WORKER_DIED: text(
    'Der Thread eines Modells ist ausgefallen.',
    'Er wird neu gestartet; kommt es wieder, prüfe den Arbeitsspeicher.',
  ),

  END_OF_TURN_FAILED: text(
    'Ob jemand fertig war, ließ sich nicht abschätzen; die Stille hat entschieden.',
    'Kommt es wieder, setze END_OF_TURN=silence und melde es.',
  ),
  WORD_TIMES_UNAVAILABLE: text(
    'Der Erkenner sagt nicht, wann jedes Wort gesagt wurde.',
    'Nimm ein Modell, dessen Name auf _timestamped endet.',
  ),
  TRANSCRIPTION_FAILED: text(
    'Was gesagt wurde, konnte nicht in Text verwandelt werden.',
    'Sag es noch einmal; kommt es wieder, sieh ins Protokoll.',
  ),
  VOICE_ACTIVITY_FAILED: text(
    'Stimme ließ sich nicht von anderem Ton trennen; was gerade gesagt wurde, ging verloren.',
    'Sag es noch einmal; kommt es wieder, setze VOICE_ACTIVITY=energy und melde es.',
  ),

  VOICE_CONFIG_MISSING: text(
    'Einer Piper-Stimme fehlt ihre .onnx.json-Datei.',
    'Lege die .onnx.json-Datei derselben Stimme neben die .onnx-Datei.',
  ),
  VOICE_CONFIG_INVALID: text(
    'Die .onnx.json-Datei einer Piper-Stimme ist unbrauchbar.',
    'Lade die Stimme noch einmal; die Meldung nennt das Feld.',
  ),
  VOICE_UNSUPPORTED: text(
    'Eine Piper-Stimme braucht eine Aufbereitung ihres Textes, die aichat nicht hat.',
    'Wähle eine Stimme, die Phoneme von espeak-ng liest, wie fast alle; die Meldung sagt, was fehlt.',
  ),
  VOICE_SPEAKER_UNKNOWN: text(
    'Eine Piper-Stimme hat keinen Sprecher mit diesem Namen oder dieser Nummer.',
    'Wähle einen von denen, die die Meldung nennt.',
  ),
  NOTHING_TO_SAY: text(
    'Ein Text enthält nichts, was sich sprechen lässt.',
    'Gib Wörter oder Zahlen; Emoji, Code und Auszeichnung allein werden nicht vorgelesen.',
  ),
  SYNTHESIS_FAILED: text(
    'Eine Antwort konnte nicht gesprochen werden.',
    'Sie steht als Text da; die Ursache steht im Protokoll.',
  ),

  LLM_AUTH: text(
    'Das Sprachmodell weist den Schlüssel ab.',
    'Prüfe den Schlüssel des Anbieters, den die Meldung nennt.',
  ),
  LLM_NO_CREDIT: text(
    'Das Konto beim Sprachmodell hat kein Guthaben.',
    'Lade es auf oder wähle mit DEFAULT_LLM_MODEL ein freies Modell.',
  ),
  LLM_MODERATED: text('Der Anbieter hat den Text abgelehnt.', 'Sag es anders oder wähle ein anderes Modell.'),
  LLM_MODEL_GONE: text('Das Modell wird nicht (mehr) angeboten.', 'Wähle mit DEFAULT_LLM_MODEL ein anderes.'),
  LLM_BAD_REQUEST: text(
    'Das Sprachmodell nimmt die Anfrage nicht an.',
    'Sieh dir die Meldung an; weniger Verlauf kann helfen.',
  ),
  LLM_RATE_LIMIT: text(
    'Das Sprachmodell erlaubt zurzeit keine weiteren Anfragen.',
    'Warte oder wähle ein Modell, das mehr erlaubt.',
  ),
  LLM_UPSTREAM: text(
    'Das Sprachmodell oder sein Anbieter ist gestört.',
    'Versuche es später; sieh auf die Statusseite des Anbieters.',
  ),
  LLM_UNREACHABLE: text('Das Sprachmodell ist nicht erreichbar.', 'Prüfe LLM_BASE_URL und das Netz.'),
  LLM_TIMED_OUT: text(
    'Das Sprachmodell hat nicht rechtzeitig geantwortet.',
    'Nimm ein schnelleres Modell oder sieh nach der Last des Servers oder der Statusseite des Anbieters.',
  ),
  LLM_TRUNCATED: text(
    'Die Antwort brach vor ihrem Ende ab.',
    'Frag noch einmal; kommt es wieder, wähle ein anderes Modell.',
  ),
  LLM_EMPTY: text(
    'Das Sprachmodell hat nichts geantwortet.',
    'Frag noch einmal; kommt es wieder, wähle ein anderes Modell.',
  ),
  LLM_WRONG_MODEL: text(
    'Ein anderes Modell hat geantwortet als das gefragte.',
    'Wähle einen Anbieter, der beim Modell bleibt.',
  ),
  LLM_MODEL_UNKNOWN: text(
    'Kein bekanntes Sprachmodell heißt so.',
    'Nimm eine der Abkürzungen, die die Meldung aufzählt; `aichat models cost` zeigt sie alle.',
  ),
  LLM_MODEL_REFUSED: text(
    'Das Sprachmodell wird nicht benutzt, wegen seines Preises oder weil seine Betreiber etwas behalten.',
    'Wähle ein anderes, oder lass den Betreiber des Bots die Einstellung ändern, die die Meldung nennt.',
  ),
  LLM_BUDGET_SPENT: text(
    'Das Budget des Tages für das Sprachmodell ist aufgebraucht.',
    'Warte bis Mitternacht UTC, wähle mit /model use ein freies Modell, oder lass den Betreiber das Budget erhöhen.',
  ),

  STORE_ABSENT: text(
    'Es gibt noch keine Datenbank.',
    'Starte den Bot einmal, oder setze DATA_FOLDER auf den Ordner mit seinen Daten.',
  ),
  STORE_UNUSABLE: text(
    'Eine Datenbank lässt sich nicht öffnen oder beschreiben.',
    'Prüfe DATA_FOLDER, seine Rechte und die Platte; die Meldung nennt die Datei.',
  ),
  STORE_DISK_FULL: text(
    'Auf der Platte ist kein Platz für die Datenbank.',
    'Schaffe Platz; was vorher geschrieben wurde, bleibt.',
  ),
  STORE_BUSY: text(
    'Ein anderer Prozess hielt die Datenbank zu lange besetzt.',
    'Versuche es noch einmal; beende, was sonst mit demselben DATA_FOLDER arbeitet.',
  ),
  STORE_IN_USE: text(
    'Ein anderes aichat läuft auf demselben Datenordner.',
    'Beende es zuerst oder gib diesem einen eigenen DATA_FOLDER.',
  ),
  LOG_QUERY_INVALID: text(
    'Eine Frage an das Protokoll ist nicht zu verstehen.',
    'Ändere, worauf die Meldung zeigt; die Felder sind sev, code, type, server, call, turn, user, ms, since, until.',
  ),
  LOG_QUERY_TIMED_OUT: text(
    'Eine Frage an das Protokoll hat zu lange gedauert.',
    'Grenze sie ein: mit since:, code: oder type:.',
  ),
  EVENTS_DROPPED: text(
    'Ereignisse gingen verloren, weil sie zu lange nicht geschrieben werden konnten.',
    'Sieh nach der Platte und nach dem Fehler davor; die Protokollzeilen sind vollständig.',
  ),
  STORE_DAMAGED: text(
    'Eine Datenbankdatei ist beschädigt.',
    'Führe `aichat db check` aus, dann `aichat db restore` mit der letzten Kopie.',
  ),
  STORE_NEWER: text(
    'Eine Datenbank stammt von einer anderen Fassung von aichat.',
    'Nimm wieder diese Fassung, oder hole mit `aichat db restore` die Kopie von vorher zurück.',
  ),
  STORE_MIGRATION_FAILED: text(
    'Eine Datenbank ließ sich nicht auf den Stand dieser Fassung bringen.',
    'Nichts wurde geändert. Geh zur Fassung davor zurück und melde es mit der Meldung.',
  ),

  MEMORY_STORE_FAILED: text(
    'Was gesagt wurde, ließ sich nicht für später aufheben; das Gespräch geht weiter.',
    'Sieh nach der Ursache: die Platte kann voll oder data/aichat.db nicht beschreibbar sein.',
  ),
  MEMORY_SUMMARY_FAILED: text(
    'Das Sprachmodell hat keine Zusammenfassung des Bisherigen gemacht.',
    'Nichts; es wird wieder versucht. Bis dahin fällt das Älteste weg, wenn es nicht mehr passt.',
  ),

  CARD_UNKNOWN_FORMAT: text(
    'Die Datei ist keine Charakterkarte, die aichat kennt.',
    'Gib eine Tavern-Karte: JSON, ein PNG-Bild mit der Karte darin oder CHARX.',
  ),
  CARD_DAMAGED: text(
    'Die Datei einer Charakterkarte ist beschädigt.',
    'Lade oder exportiere sie noch einmal.',
  ),
  CARD_TOO_LARGE: text(
    'Eine Charakterkarte oder ein Teil von ihr ist größer, als angenommen wird.',
    'Mach den Teil kleiner, den die Meldung nennt.',
  ),
  CARD_INVALID: text(
    'Eine Charakterkarte enthält etwas Unbrauchbares.',
    'Berichtige, was die Meldung nennt, im Programm, das die Karte gemacht hat.',
  ),
  CARD_UNSAFE: text(
    'Eine Charakterkarte ist so gemacht, dass sie schaden könnte.',
    'Benutze sie nicht; prüfe, woher sie kam.',
  ),
  PERSONA_UNKNOWN: text(
    'Es gibt keine Persona mit diesem Namen.',
    'Nimm einen Namen, den /persona list zeigt.',
  ),
  PERSONA_EXISTS: text(
    'Es gibt schon eine Persona mit diesem Namen.',
    'Wähle einen anderen Namen oder ersetze die alte.',
  ),
  PERSONA_BUILT_IN: text(
    'Eine Persona, die mit aichat kommt, lässt sich nicht ändern oder löschen.',
    'Exportiere sie und importiere sie unter anderem Namen.',
  ),
  PERSONA_LIMIT: text('Es gibt zu viele Personas.', 'Lösche eine, die niemand benutzt.'),
  VOICES_BUSY: text(
    'So viele Stimmen, wie geladen sein dürfen, sind in Gebrauch.',
    'Warte, bis ein Gespräch mit einer anderen Stimme endet, oder nimm eine Persona mit der üblichen Stimme.',
  ),
  PERSONA_VOICE_MISSING: text(
    'Die Stimme einer Persona ist nicht installiert.',
    'Installiere sie mit `aichat voices pull` oder gib der Persona eine andere.',
  ),
  TURN_STUCK: text(
    'Ein Redezug kam vor seiner Frist nicht voran und wurde aufgegeben.',
    'Für die im Gespräch nichts; was langsam war, steht im Protokoll.',
  ),
  DISCORD_LOOK_FAILED: text(
    'Name oder Bild des Bots auf einem Server ließen sich nicht ändern.',
    'Gib dem Bot das Recht, seinen Nicknamen zu ändern, oder setze personaLook mit /settings auf off.',
  ),
  CHAT_BUSY: text(
    'In diesem Kanal warten zu viele Nachrichten auf eine Antwort.',
    'Warte, bis einige davon beantwortet sind.',
  ),
  SETTING_UNKNOWN: text(
    'Es gibt keine Einstellung mit diesem Namen.',
    'Nimm eine, die /settings show nennt.',
  ),
  SETTING_INVALID: text(
    'Eine Einstellung eines Servers kann diesen Wert nicht haben.',
    'Nimm einen Wert, den die Meldung nennt; /settings show zeigt alle.',
  ),
  DISCORD_POST_FAILED: text(
    'Eine Nachricht ließ sich nicht in einen Textkanal schreiben.',
    'Gib dem Bot im Sprachkanal das Recht „Nachrichten senden“.',
  ),
  DISCORD_TOKEN_INVALID: text(
    'Discord nimmt das Token des Bots nicht an.',
    'Kopiere das Token neu aus dem Entwicklerportal nach DISCORD_TOKEN.',
  ),
  DISCORD_GATEWAY_FAILED: text(
    'Die Verbindung zu Discord hatte einen Fehler.',
    'Sie stellt sich wieder her, wo es geht; starte den Bot neu, wenn sie wegbleibt.',
  ),
  DISCORD_LOGIN_FAILED: text(
    'Discord war beim Start nicht erreichbar.',
    'Prüfe das Netz und DISCORD_API_URL.',
  ),
  DISCORD_INTERACTION_FAILED: text(
    'Die Antwort auf einen Befehl konnte nicht zugestellt werden.',
    'Nutze den Befehl noch einmal.',
  ),
  COMMAND_FORBIDDEN: text(
    'Diesen Befehl darf die Person hier nicht nutzen.',
    'Bitte jemanden von der Verwaltung des Servers um die Rolle oder das Recht, das die Meldung nennt.',
  ),
  LIST_EXPIRED: text('Die Seiten einer Liste sind nicht mehr gemerkt.', 'Nutze den Befehl noch einmal.'),
  ATTACHMENT_TOO_LARGE: text(
    'Eine Datei ist größer, als der Befehl sie nimmt.',
    'Gib eine kleinere; die Meldung nennt die Grenze.',
  ),
  ATTACHMENT_FAILED: text(
    'Eine Datei, die zu einem Befehl gehört, ließ sich nicht von Discord holen.',
    'Versuche es noch einmal.',
  ),
  VOICE_NOT_IN_CHANNEL: text(
    'Die Person ist in keinem Sprachkanal.',
    'Geh zuerst in einen Sprachkanal oder nenne einen.',
  ),
  VOICE_NOT_JOINED: text('Der Bot ist in keinem Sprachkanal dieses Servers.', 'Nutze zuerst /join.'),
  VOICE_PERMISSION_MISSING: text(
    'Dem Bot fehlt ein Recht im Sprachkanal.',
    'Gib ihm dort „Kanal ansehen“, „Verbinden“ und „Sprechen“.',
  ),
  VOICE_CHANNEL_UNKNOWN: text(
    'Einen solchen Sprachkanal sieht der Bot nicht.',
    'Nimm die Kennung eines Sprachkanals auf einem Server, auf dem der Bot ist.',
  ),
  VOICE_CHANNEL_FULL: text('Der Sprachkanal ist voll.', 'Erhöhe seine Grenze oder nimm einen anderen Kanal.'),
  VOICE_JOIN_TIMEOUT: text(
    'Der Sprachkanal ließ sich nicht rechtzeitig betreten.',
    'Nutze /join noch einmal; kommt es wieder, ändere die Region des Kanals.',
  ),
  VOICE_CONNECTION_LOST: text(
    'Die Sprachverbindung brach ab und ließ sich nicht wiederherstellen.',
    'Nutze /join noch einmal.',
  ),
  VOICE_DAVE_REQUIRED: text(
    'Discord verlangt eine Ende-zu-Ende-Verschlüsselung, die nicht zustande kam.',
    'Bring aichat und was es braucht auf den neuesten Stand.',
  ),
  VOICE_DECRYPT_FAILED: text(
    'Die Pakete eines Sprechers lassen sich nicht entschlüsseln.',
    'Das heilt von selbst; kommt es wieder, ändere die Region des Kanals.',
  ),
  VOICE_PACKET_INVALID: text('Ein Sprachpaket war beschädigt und wurde weggelassen.', 'Nichts.'),
  VOICE_QUEUE_FULL: text(
    'Es wurde mehr gesprochen, als auf die Wiedergabe warten darf.',
    'Bitte um kürzere Antworten; melde es, wenn es wiederkommt.',
  ),
  VOICE_STREAM_ENDED: text(
    'Der Bot hatte schon aufgehört zu sprechen, bevor das an der Reihe war.',
    'Nichts.',
  ),
  VOICE_LIBRARY_UNKNOWN: text(
    'Die Sprachbibliothek ist nicht die Fassung, für die aichat gemacht ist.',
    'Installiere neu mit `npm ci`.',
  ),
  TRAINING_SOURCE_UNUSABLE: text(
    'Eine Aufnahme taugt nicht für eine Stimme.',
    'Die Meldung sagt, warum; gib eine andere oder wandle sie vorher um.',
  ),
  TRAINING_SEPARATION_MISSING: text(
    'Unter der Stimme liegen Musik oder Geräusche, und kein Modell ist angegeben, das sie wegnimmt.',
    'Gib ein Modell zur Trennung an, oder schalte sie ab und nimm die Geräusche in der Stimme in Kauf.',
  ),
  TRAINING_PYTHON_MISSING: text(
    'Dem Trainer fehlt ein Python.',
    'Installiere Python 3.10 bis 3.13 mit dem Modul venv und rufe „aichat training setup“ auf.',
  ),
  TRAINING_SETUP_FAILED: text(
    'Die Pakete des Trainers ließen sich nicht installieren.',
    'Die Meldung enthält die letzten Worte des Installationsprogramms; prüfe Verbindung und Platte und versuche es erneut.',
  ),
  TRAINER_FAILED: text(
    'Das Training einer Stimme endete mit einem Fehler.',
    'Die Meldung sagt, warum; neu gestartet geht es vom letzten Zwischenstand aus weiter.',
  ),
  TRAINING_CONSENT_MISSING: text(
    'Wessen Stimme gelernt würde, hat nicht zugestimmt.',
    'Nimm den Satz aus der Meldung auf, von der Person selbst gesprochen, und gib die Aufnahme als Zustimmung an.',
  ),
  TRAINING_TOO_LITTLE: text(
    'Für eine Stimme ist zu wenig brauchbare Sprache da.',
    'Gib weitere Aufnahmen dazu; zehn Minuten saubere Sprache sind ein Anfang, eine Stunde ist gut.',
  ),

  HTTP_PORT_UNAVAILABLE: text(
    'Die HTTP-Schnittstelle kann auf ihrer Adresse nicht lauschen.',
    'Beende, was den Port benutzt, oder setze API_HOST und API_PORT auf eine freie Adresse.',
  ),
  HTTP_EXPOSED_WITHOUT_TOKEN: text(
    'Die HTTP-Schnittstelle stünde anderen Rechnern offen, und es gibt kein Token.',
    'Lege mit `aichat token create` eines an, oder setze API_HOST auf localhost.',
  ),
  HTTP_NOT_FOUND: text('Unter dieser Adresse gibt es nichts.', 'Sieh unter /docs nach, was es gibt.'),
  HTTP_REQUEST_INVALID: text(
    'Eine Anfrage hat nicht die Form, die sie haben muss.',
    'Berichtige die Felder, die die Antwort nennt; /docs zeigt die Form.',
  ),
  HTTP_HOST_REFUSED: text(
    'Eine Anfrage nannte einen Rechnernamen, der nicht der dieses Servers ist.',
    'Ruf ihn bei seinem Namen, oder nimm den Namen in API_ALLOWED_HOSTS auf.',
  ),
  HTTP_ORIGIN_REFUSED: text(
    'Eine Webseite, die es nicht darf, hat eine Anfrage gestellt.',
    'Ist die Seite deine, nimm ihren Ursprung in API_ALLOWED_ORIGINS auf.',
  ),
  HTTP_TOKEN_REFUSED: text(
    'Eine Anfrage trug kein Token oder ein unbekanntes.',
    'Sende `Authorization: Bearer …` mit einem Token, das `aichat token create` angelegt hat.',
  ),
  HTTP_SCOPE_MISSING: text(
    'Ein Token darf nicht, was mit ihm verlangt wurde.',
    'Nimm eines mit dem Recht, das die Meldung nennt.',
  ),
  HTTP_RATE_LIMITED: text('Es kamen mehr Anfragen als erlaubt.', 'Warte, solange Retry-After es sagt.'),
  HTTP_BODY_TOO_LARGE: text('Eine Anfrage ist größer als erlaubt.', 'Sende weniger auf einmal.'),
  HTTP_MEDIA_TYPE_REFUSED: text(
    'Der Inhalt einer Anfrage ist von einer Art, die nicht verstanden wird.',
    'Sende JSON, oder multipart/form-data für Dateien.',
  ),
  HTTP_STREAMS_FULL: text(
    'Es wurden mehr Live-Ströme verlangt, als zugleich offen sein dürfen.',
    'Schließe einige, oder nimm weniger Empfänger.',
  ),
  HTTP_PART_ABSENT: text(
    'Dieser Prozess läuft ohne den Teil, den die Anfrage braucht.',
    'Starte den ganzen Bot statt nur des Backends; die Meldung nennt den Teil.',
  ),
  API_TOKEN_UNKNOWN: text(
    'Es gibt kein Token mit dieser Kennung.',
    '`aichat token list` zeigt die Kennungen.',
  ),
  STREAM_CLIENT_STALLED: text(
    'Ein Empfänger der Live-Ereignisse las nicht mehr und wurde getrennt.',
    'Lies schneller, oder verlange weniger; fahre bei der letzten Nummer fort.',
  ),
  WEBHOOK_UNKNOWN: text(
    'Einen solchen Webhook oder eine solche Zustellung gibt es nicht.',
    '`aichat webhooks list` zeigt sie.',
  ),
  WEBHOOK_TARGET_REFUSED: text(
    'Die Adresse eines Webhooks darf nicht aufgerufen werden.',
    'Nimm eine öffentliche https-Adresse, oder nenne den Rechner in WEBHOOK_ALLOWED_HOSTS.',
  ),
  WEBHOOK_FAILED: text(
    'Ein Webhook hat eine Zustellung nicht angenommen.',
    'Sieh nach dem Empfänger; es wird drei Tage lang weiter versucht.',
  ),
  WEBHOOK_DISABLED: text(
    'Ein Webhook wurde abgeschaltet: Sein Empfänger ist fort oder nahm tagelang nichts an.',
    'Bring den Empfänger in Ordnung und schalte den Webhook wieder ein.',
  ),
  START_HELD_BACK: text(
    'Der Bot ist immer wieder ausgefallen und wartet, bevor er sich anmeldet.',
    'Sieh dir die Fehler davor an; Discord erlaubt 1.000 Anmeldungen am Tag.',
  ),
  DEMO_FAILED: text(
    'Die Vorführung lief nicht, wie sie soll.',
    'Sieh dir an, was sie ausgegeben hat; melde es, wenn es wiederkommt.',
  ),
  DOCTOR_FOUND_PROBLEMS: text(
    'Etwas steht einem Start im Weg.',
    'Tu, was hinter jedem Pfeil steht, und rufe dann noch einmal `aichat doctor` auf.',
  ),
  USAGE_INVALID: text(
    'Ein Befehl bekam Angaben, mit denen er nichts anfangen kann.',
    'Tu, was die Meldung sagt; --help nach dem Befehl zeigt, was geht.',
  ),
};
