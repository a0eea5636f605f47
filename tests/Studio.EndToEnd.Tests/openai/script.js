// Every call that OpenAI's own client makes of Studio: node script.js ADDRESS KEY STORY, where STORY is the file with the golden story. Prints "passed" at the end.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const [baseURL, apiKey, story] = process.argv.slice(2);
const golden = JSON.parse(readFileSync(story, "utf8"));
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const messages = [{ role: "system", content: "Once upon" }, { role: "user", content: "a time, there was" }];
const same = { model: "chat", messages, temperature: 0, max_tokens: 24 };

// Models.
const listed = [];
for await (const model of client.models.list()) listed.push(model.id);
assert.ok(listed.includes("chat") && listed.includes("story"));
assert.equal((await client.models.retrieve("story")).owned_by, "base");

// The golden story, token for token, from tokens.
const told = await client.completions.create({ model: "story", prompt: golden.prompt_ids, max_tokens: 256, temperature: 0, logprobs: 1 });
assert.equal(told.choices[0].text, golden.text);
told.choices[0].logprobs.token_logprobs.forEach((value, i) => assert.ok(Math.abs(value - golden.logprob_of_each_greedy_id[i]) < 1e-3));

// The prompt's own likelihood, as evaluation tools ask for it.
const scored = await client.completions.create({ model: "story", prompt: [...golden.prompt_ids, ...golden.greedy_ids.slice(0, 30)], max_tokens: 1, temperature: 0, logprobs: 1, echo: true });
assert.equal(scored.choices[0].logprobs.token_logprobs[0], null);
assert.equal(scored.choices[0].logprobs.tokens.length, 32);
assert.ok(Math.abs(scored.choices[0].logprobs.token_logprobs[30] - golden.logprob_of_each_greedy_id[29]) < 1e-3);

// A chat, whole.
const whole = await client.chat.completions.create({ ...same, logprobs: true, top_logprobs: 3 });
assert.equal(whole.choices[0].message.role, "assistant");
assert.equal(whole.choices[0].finish_reason, "length");
assert.equal(whole.choices[0].logprobs.content[0].top_logprobs.length, 3);
assert.equal(whole.usage.completion_tokens, 24);
assert.match(whole._request_id, /^req_/);

// The same, streamed, by both of the client's ways.
let text = "", usage;
for await (const part of await client.chat.completions.create({ ...same, stream: true, stream_options: { include_usage: true } })) {
  text += part.choices[0]?.delta?.content ?? "";
  usage = part.usage ?? usage;
}
assert.equal(text, whole.choices[0].message.content);
assert.equal(usage.total_tokens, whole.usage.total_tokens);
const helper = client.chat.completions.stream(same);
const deltas = [];
helper.on("content", delta => deltas.push(delta));
assert.equal((await helper.finalChatCompletion()).choices[0].message.content, text);
assert.equal(deltas.join(""), text);

// Several answers, a seed, a stop, newer and older names.
const drawn = { model: "chat", messages, max_completion_tokens: 12, n: 3, seed: 11, temperature: 1.1, top_p: 0.95 };
const first = await client.chat.completions.create(drawn), again = await client.chat.completions.create(drawn);
assert.equal(first.choices.length, 3);
assert.deepEqual(first.choices.map(c => c.message.content), again.choices.map(c => c.message.content));
const stopped = await client.completions.create({ model: "story", prompt: "Once upon a time", temperature: 0, max_tokens: 60, stop: ["e girl nam"] });
assert.equal(stopped.choices[0].text, ", there was a littl");
assert.equal(stopped.choices[0].finish_reason, "stop");

// A schema, parsed by the client.
const schema = { type: "object", properties: { label: { type: "string", enum: ["yes", "no"] } }, required: ["label"], additionalProperties: false };
const parsed = await client.chat.completions.parse({ ...same, max_tokens: 80, response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } } });
assert.ok(["yes", "no"].includes(JSON.parse(parsed.choices[0].message.content).label));

// Vectors, where there is an encoder; the client asks for bytes by itself.
if (listed.includes("encoder")) {
  const vectors = await client.embeddings.create({ model: "encoder", input: ["a lovely film", "where is my parcel"] });
  const plain = await client.embeddings.create({ model: "encoder", input: "a lovely film", encoding_format: "float" });
  assert.equal(vectors.data.length, 2);
  vectors.data[0].embedding.forEach((value, i) => assert.ok(Math.abs(value - plain.data[0].embedding[i]) < 1e-5));
}

// Leaving in the middle harms nobody.
const leaving = await client.chat.completions.create({ ...same, max_tokens: 400, stream: true });
for await (const part of leaving) if (part.choices[0]?.delta?.content) break;
const stop = new AbortController();
setTimeout(() => stop.abort(), 5);
await assert.rejects(client.chat.completions.create({ ...same, max_tokens: 450, n: 8 }, { signal: stop.signal }), OpenAI.APIUserAbortError);

// Refusals become the client's own errors.
await assert.rejects(new OpenAI({ baseURL, apiKey: "studio_wrong", maxRetries: 0 }).models.list(), error => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key");
await assert.rejects(client.chat.completions.create({ ...same, model: "nothing" }), error => error instanceof OpenAI.NotFoundError && error.code === "model_not_found" && error.param === "model");
await assert.rejects(client.chat.completions.create({ ...same, temperature: 9 }), error => error instanceof OpenAI.BadRequestError && error.param === "temperature");
await assert.rejects(client.completions.create({ model: "story", prompt: "one ".repeat(2000) }), error => error.code === "context_length_exceeded");
await assert.rejects(client.completions.create({ model: "story", prompt: "x".repeat(10_000_000) }), error => error.status === 413);

// Too much at once: told when to come again, and the client does so by itself.
let refused;
while (!refused) await client.completions.create({ model: "story", prompt: [1], max_tokens: 1 }).catch(error => { refused = error; });
assert.ok(refused instanceof OpenAI.RateLimitError);
assert.ok(Number(refused.headers.get("retry-after")) >= 1);
const patient = new OpenAI({ baseURL, apiKey, maxRetries: 3 });
assert.equal((await patient.completions.create({ model: "story", prompt: [1], max_tokens: 1, temperature: 0 })).choices[0].text, "Once");
console.log("passed");
