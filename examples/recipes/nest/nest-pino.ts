// NestJS with nestjs-pino and @rekog/mcp-nest.
import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Payload } from '@nestjs/microservices'
import { McpController, McpStrategy, StreamableHttpTransport, Tool } from '@rekog/mcp-nest'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { InjectPinoLogger, Logger, LoggerModule, type PinoLogger } from 'nestjs-pino'
import { pino } from 'pino'
import { z } from 'zod'

const toClients = mcpDestination()
const stream = pino.multistream([{ stream: process.stdout }, { level: 'debug', stream: toClients }])

const mcp = new McpStrategy({
  name: 'weather',
  version: '1.0.0',
  transports: [new StreamableHttpTransport({ statefulMode: true })],
  serverMutator(server) {
    toClients.attach(server)
    return server
  },
})

@McpController()
class Weather {
  constructor(@InjectPinoLogger(Weather.name) private readonly logger: PinoLogger) {}

  @Tool({ name: 'forecast', description: 'The weather', parameters: z.object({ city: z.string() }) })
  forecast(@Payload() { city }: { city: string }) {
    this.logger.debug({ city }, 'Looking at the cache')
    this.logger.info({ city }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  }
}

@Module({
  // Without `quietReqLogger` the headers of the HTTP request are in every record.
  imports: [LoggerModule.forRoot({ pinoHttp: [{ level: 'debug', quietReqLogger: true }, stream] })],
  controllers: [Weather],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { bufferLogs: true })
app.useLogger(app.get(Logger))
mcp.setHttpAdapter(app.getHttpAdapter())
app.connectMicroservice({ strategy: mcp })
await app.startAllMicroservices()
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
process.stderr.write(`${await app.getUrl()}/mcp\n`)
