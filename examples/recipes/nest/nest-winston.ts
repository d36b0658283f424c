// NestJS with nest-winston and @rekog/mcp-nest.
import 'reflect-metadata'
import { Inject, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Payload } from '@nestjs/microservices'
import { McpController, McpStrategy, StreamableHttpTransport, Tool } from '@rekog/mcp-nest'
import { McpTransport } from 'mcp-log-bridge/winston'
import { WINSTON_MODULE_NEST_PROVIDER, WINSTON_MODULE_PROVIDER, WinstonModule } from 'nest-winston'
import winston from 'winston'
import { z } from 'zod'

const toClients = new McpTransport({ level: 'debug' })

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
  constructor(@Inject(WINSTON_MODULE_PROVIDER) private readonly logger: winston.Logger) {}

  @Tool({ name: 'forecast', description: 'The weather', parameters: z.object({ city: z.string() }) })
  forecast(@Payload() { city }: { city: string }) {
    this.logger.debug('Looking at the cache', { city })
    this.logger.info('Asking the weather service', { city })
    return { content: [{ type: 'text', text: 'Sunny' }] }
  }
}

@Module({
  imports: [
    WinstonModule.forRoot({
      level: 'debug',
      transports: [new winston.transports.Console({ level: 'info' }), toClients],
    }),
  ],
  controllers: [Weather],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { bufferLogs: true })
app.useLogger(app.get(WINSTON_MODULE_NEST_PROVIDER))
mcp.setHttpAdapter(app.getHttpAdapter())
app.connectMicroservice({ strategy: mcp })
await app.startAllMicroservices()
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
process.stderr.write(`${await app.getUrl()}/mcp\n`)
