import { Hono } from 'hono';

const app: Hono<{ Bindings: Cloudflare.Env }> = new Hono<{ Bindings: Cloudflare.Env }>();

app.get('/health', (c) => c.body(null, 204));

export default app;
