// What is logged: the size of record that applications log most.

/** @param {number} i */
export const fieldsOf = (i) => ({ orderId: i, sku: 'a-1', quantity: 3, warehouse: 'north', total: 59.9, paid: true })
export const MESSAGE = 'order placed'

/** A record of 200 bytes, with what is inside of others. */
export const REQUEST = {
  message: 'request completed',
  requestId: '550e8400-e29b-41d4-a716-446655440000',
  method: 'GET',
  path: '/api/orders/1234',
  durationMs: 12.5,
  user: { id: 42, role: 'editor' },
  tags: ['http', 'orders'],
}
