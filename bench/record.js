// What is logged: the size of record that applications log most.

/** @param {number} i */
export const fieldsOf = (i) => ({ orderId: i, sku: 'a-1', quantity: 3, warehouse: 'north', total: 59.9, paid: true })
export const MESSAGE = 'order placed'
