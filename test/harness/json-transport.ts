export { JsonTransport } from '../../src/adapter-contract/json-transport.js'
