// The shapes of docs/protocol.md, as types for the checker. Nothing here runs, so nothing of it is shipped.

/** @typedef {'bot' | 'waiting' | 'agent' | 'closed'} Status */
/** @typedef {{ name?: string }} Agent */
/** The place in line, and how many seconds it usually takes. @typedef {{ place: number, usual?: number }} InLine */
/** @typedef {string | number | boolean | string[]} Value */
/** @typedef {Record<string, Value>} Values */
/** @typedef {{ url: string, title: string, referrer?: string }} PageInfo */
/** @typedef {{ field: string, code?: string, message: string }} FieldError */

/**
 * @typedef {object} Field
 * @property {string} key
 * @property {string} kind
 * @property {string} label
 * @property {string} [help]
 * @property {string} [placeholder]
 * @property {boolean} [required]
 * @property {number} [max_length]
 * @property {{ value: string, label: string }[]} [options]
 * @property {number} [min]
 * @property {number} [max]
 * @property {{ label: string, url: string }} [link]
 */

/** @typedef {{ id: string, name: string, kind: string, size: number, key: string, width?: number, height?: number }} File */
/** @typedef {{ kind: 'text', text: string, files?: File[], sources?: { title: string, url?: string }[], replies?: string[] }} TextBody */
/**
 * @typedef {object} FormBody
 * @property {'form'} kind
 * @property {string} form
 * @property {string} [tag]
 * @property {string} [title]
 * @property {string} [intro]
 * @property {Field[]} fields
 * @property {Values} [values]
 * @property {string} [submit]
 * @property {string} [decline]
 */
/** @typedef {{ key: string, label: string, value: string }} Row */
/** @typedef {{ kind: 'receipt', form: string, submission?: string, title?: string, rows: Row[], edited?: boolean }} ReceiptBody */
/** @typedef {{ kind: 'declined', form: string }} DeclinedBody */
/** @typedef {{ kind: 'event', event: string, name?: string }} EventBody */
/** @typedef {TextBody | FormBody | ReceiptBody | DeclinedBody | EventBody} Body */

/**
 * @typedef {object} Message
 * @property {number} seq
 * @property {string} id
 * @property {string} [client_id]
 * @property {'visitor' | 'bot' | 'agent' | 'system'} author
 * @property {string} [name]
 * @property {number} at
 * @property {Body} body
 */

/**
 * A frame that the visitor's acts make and that is sent until it is answered; `ref` and `id` are the same.
 * @typedef {{ type: 'message.send', ref: string, id: string, text: string, files?: File[] }
 *   | { type: 'form.request', ref: string, id: string, tag?: string }
 *   | { type: 'form.submit', ref: string, id: string, form: string, values: Values }
 *   | { type: 'form.decline', ref: string, id: string, form: string }
 *   | { type: 'feedback', ref: string, id: string, seq: number, helpful: boolean | null }} Write
 */

/**
 * @typedef {{ type: 'opened', ref?: string, conversation: string | null, status: Status, agent?: Agent | null, seq: number,
 *   waiting?: InLine | null, messages: Message[], more: boolean, now: number }} Opened
 */
/** @typedef {{ type: 'ack', ref?: string, id?: string, conversation?: string, seq?: number, at?: number }} Ack */
/**
 * @typedef {{ type: 'error', ref?: string, id?: string, code: string, message: string, fields?: FieldError[],
 *   retry_after?: number }} Refusal
 */
/**
 * @typedef {Opened | Ack | Refusal
 *   | { type: 'message', conversation: string, message: Message }
 *   | { type: 'message.draft', conversation: string, id: string, text?: string }
 *   | { type: 'status', conversation: string, status: Status, agent?: Agent | null, waiting?: InLine | null }
 *   | { type: 'seen', conversation: string, seq: number }
 *   | { type: 'typing', author: 'bot' | 'agent', on: boolean }
 *   | { type: 'history', ref?: string, messages: Message[], more: boolean }
 *   | { type: 'pong', ref?: string }} ServerFrame
 */

/**
 * What `GET /api/widget/KEY` answers.
 * @typedef {object} Config
 * @property {string} bot
 * @property {string} name
 * @property {string} [team]
 * @property {string} [initial]
 * @property {string} [language]
 * @property {'auto' | 'light' | 'dark'} [theme]
 * @property {'start' | 'end'} [position]
 * @property {{ light: Accent, dark: Accent }} [accent]
 * @property {{ label?: string }} [launcher]
 * @property {{ text?: string, teaser?: string | null, delay_ms?: number }} [greeting]
 * @property {string[]} [replies]
 * @property {string | null} [privacy_url]
 * @property {boolean} [talk_to_person]
 * @property {boolean} [rate] whether a chat that has ended asks how it was
 * @property {boolean} [typed_ahead] whether agents read what is typed before it is sent
 * @property {{ accept: string, most: number }} [files] what can be sent, where anything can
 * @property {string} panel
 */
/** @typedef {{ fill: string, on: string, ink: string, soft: string, line: string }} Accent */

/**
 * What the loader hands to the panel.
 * @typedef {object} Context
 * @property {Config} config
 * @property {Settings} settings
 * @property {string} base the address Frontdesk is served from, with its closing slash
 * @property {HTMLElement} host
 * @property {HTMLElement} root
 * @property {ShadowRoot} shadow
 * @property {HTMLButtonElement} launcher
 * @property {(name: string, detail?: unknown) => void} emit
 * @property {(count: number, words: string) => void} unread with what the launcher is to say
 * @property {(open: boolean, words: string) => void} shown
 * @property {() => string} language
 */

/**
 * @typedef {{ bot?: string, language?: string, theme?: string, position?: string, launcher?: string, teaser?: string }} Settings
 */

/**
 * What the panel hands back.
 * @typedef {object} Panel
 * @property {(quiet?: boolean) => void} open
 * @property {() => void} close
 * @property {(text: string) => void} ask
 * @property {(tag?: string) => void} form
 * @property {() => Promise<void>} relabel
 * @property {() => void} shutdown
 */

export {};
