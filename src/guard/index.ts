// As the first import of a stdio server: from here on stdout is MCP's, whatever is loaded after it.
import { guardStdoutFromNow } from '../stdout/ownership.js'

guardStdoutFromNow()
