/** What is made of a registry that takes a question and never answers it, or answers it without an end. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createOciSource } from "../../src/images/oci-registry.ts";
import { type Answers, type Silence, type SilentServer, silentServer } from "../support/silent-server.ts";

let open: SilentServer[] = [];
afterEach(async () => {
	for (const server of open) await server.close();
	open = [];
});

async function silent(silence: Silence, answers?: Answers) {
	const server = await silentServer(silence, answers);
	open.push(server);
	const source = createOciSource({ fetch: globalThis.fetch, credentialsOf: async () => undefined, timeoutMs: 200 });
	return { server, host: new URL(server.url).host, source };
}

const silences: readonly Silence[] = ["no answer", "half a body", "a body without an end"];
const index = { "content-type": "application/vnd.oci.image.index.v1+json" };
const digest = `sha256:${"0".repeat(64)}`;

/** Tells the digest of an index, and nothing of the index itself. */
function tellsDigest({ method }: { method?: string | undefined }, response: ServerResponse): boolean {
	if (method !== "HEAD") return false;
	response.writeHead(200, { ...index, "docker-content-digest": digest }).end();
	return true;
}

/** Wants a token, and gives none. */
function wantsToken({ url }: { url?: string | undefined }, response: ServerResponse): boolean {
	if (!url?.startsWith("/v2/")) return false;
	const host = response.req.headers.host;
	response.writeHead(401, { "www-authenticate": `Bearer realm="http://${host}/token",service="a"` }).end();
	return true;
}

describe("a registry that never answers", () => {
	it.each<[what: string, silence: Silence, answers: Answers | undefined]>([
		["the question for a tag", "no answer", undefined],
		...silences.map((silence): [string, Silence, Answers] => ["the question for an index", silence, tellsDigest]),
		...silences.map((silence): [string, Silence, Answers] => ["the question for a token", silence, wantsToken]),
	])("%s is asked for no longer than its limit: %s", async (_what, silence, answers) => {
		const { server, host, source } = await silent(silence, answers);
		await expect(source(`${host}/shop/web`)).rejects.toThrow(`${host} does not answer: timed out after 0.2 s.`);
		await server.left();
	});

	it("is not waited for once the program is to end", async () => {
		const { host, source } = await silent("a body without an end", tellsDigest);
		const ending = new AbortController();
		const asked = source(`${host}/shop/web`, ending.signal);
		ending.abort();
		await expect(asked).rejects.toThrow("the program is ending");
	});

	it("is read no further than a token is long", async () => {
		const server = createServer((request, response) => {
			if (wantsToken(request, response)) return;
			const more = () => response.write(Buffer.alloc(1_000_000, " ")) && setImmediate(more);
			response.on("drain", more);
			more();
		});
		await once(server.listen(0, "127.0.0.1"), "listening");
		const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
		const timeoutMs = 60_000;
		const source = createOciSource({ fetch: globalThis.fetch, credentialsOf: async () => undefined, timeoutMs });
		await expect(source(`${host}/shop/web`)).rejects.toThrow("an answer that is too long");
		server.closeAllConnections();
		await once(server.close(), "close");
	});
});
