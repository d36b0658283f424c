export type { AdapterOptions } from '../server/adapter-options.js'
export { type Adapter, type CleanValue, createAdapter, type LoggedRecord, type LoggerTraits } from './create-adapter.js'
export type { LoggerLevels } from './level-reader.js'
