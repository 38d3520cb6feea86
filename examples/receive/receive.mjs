// Takes golddust's web hooks: checks each signature, and counts an event once however often it comes. Node alone, nothing installed.
//
//     SECRET=whsec_… PORT=8090 node receive.mjs

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = Buffer.from(process.env.SECRET.replace("whsec_", ""), "base64");
const oldest = 300; // seconds: what was signed longer ago is somebody's copy
const seen = new Set(); // keep yours in your database, in the transaction that does the work

// Whether golddust signed this, just now. While a secret is rotated there are two signatures: one that fits is enough.
function isOurs(headers, body) {
  const event = headers["webhook-id"] ?? "";
  const stamp = headers["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(stamp) || Math.abs(Date.now() / 1000 - Number(stamp)) > oldest) return false;
  const made = Buffer.from("v1," + createHmac("sha256", secret).update(`${event}.${stamp}.`).update(body).digest("base64"));
  const given = (headers["webhook-signature"] ?? "").split(" ").map((one) => Buffer.from(one));
  return given.some((one) => one.length === made.length && timingSafeEqual(one, made));
}

createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces); // the very bytes: what was parsed and written again has another signature
  if (!isOurs(request.headers, body)) return response.writeHead(401).end();
  const event = JSON.parse(body);
  if (!seen.has(event.id)) {
    seen.add(event.id); // it may come twice
    console.log(event.type, event.id, event.data.text ?? "");
  }
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 8090), "127.0.0.1");
