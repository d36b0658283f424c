export { type CaptureConsoleOptions, type CapturedConsole, captureConsole } from './capture.js'
