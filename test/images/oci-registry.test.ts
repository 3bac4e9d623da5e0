import { afterEach, describe, expect, it } from "vitest";
import { credentialsIn } from "../../src/images/docker-config.ts";
import { ImageMissing } from "../../src/images/image-source.ts";
import { createOciSource } from "../../src/images/oci-registry.ts";
import { parseReference } from "../../src/images/reference.ts";
import { type Access, credentials, startRegistry, type TestRegistry } from "./registry.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

let registry: TestRegistry | undefined;
afterEach(async () => {
	await registry?.close();
	registry = undefined;
});

async function opened(access: Access, known?: typeof credentials) {
	registry = await startRegistry(access);
	const source = createOciSource({ fetch: globalThis.fetch, credentialsOf: async () => known, timeoutMs: 5_000 });
	return { registry, source };
}

describe("a registry that speaks the OCI distribution API", () => {
	it.each<[Access, typeof credentials | undefined]>([
		["open", undefined],
		["token", undefined],
		["token", credentials],
		["private token", credentials],
		["basic", credentials],
	])("that is %s tells the digest of a tag", async (access, known) => {
		const { registry, source } = await opened(access, known);
		const digest = registry.push("shop/web", "latest", { schemaVersion: 2, config: {} }, manifestType);
		expect(await source(`${registry.host}/shop/web`)).toEqual({ digests: [digest] });
		const later = registry.push("shop/web", "latest", { schemaVersion: 2, config: { size: 1 } }, manifestType);
		expect(await source(`${registry.host}/shop/web:latest`)).toEqual({ digests: [later] });
	});

	it.each([indexType, dockerList])("tells an index (%s) with its platforms, and is asked for it once", async (type) => {
		const { registry, source } = await opened("token");
		const platform = registry.push("shop/web", "amd64", { schemaVersion: 2 }, manifestType);
		const index = { schemaVersion: 2, manifests: [{ digest: platform }, { digest: "md5:1" }, null] };
		const digest = registry.push("shop/web", "1.2", index, type);
		for (let time = 0; time < 3; time++) {
			expect(await source(`${registry.host}/shop/web:1.2`)).toEqual({ digests: [digest, platform] });
		}
		const gets = registry.requests.filter((request) => request.startsWith("GET /v2/"));
		expect(new Set(gets)).toEqual(new Set([`GET /v2/shop/web/manifests/${digest}`]));
		// Once without and once with a token.
		expect(gets).toHaveLength(2);
	});

	it.each<[Access, typeof credentials | undefined, boolean]>([
		["open", credentials, true],
		["token", undefined, true],
		["private token", credentials, false],
		["basic", credentials, false],
	])(
		"that is %s misses what it answers 404 for, and tells if anybody might ask",
		async (access, known, isAnonymous) => {
			const { registry, source } = await opened(access, known);
			for (const [reference, what] of [
				["shop/web:none", "shop/web:none"],
				[`shop/web:1@sha256:${"0".repeat(64)}`, `shop/web@sha256:${"0".repeat(64)}`],
			]) {
				const failure = await source(`${registry.host}/${reference}`).catch((error: Error) => error);
				expect(failure).toBeInstanceOf(ImageMissing);
				expect((failure as Error).message).toBe(`${registry.host} has no ${what}.`);
				expect(failure).toMatchObject({ isAnonymous });
			}
		},
	);

	it("is asked for the digest where an image is pinned, whatever its tag", async () => {
		const { registry, source } = await opened("open");
		const digest = registry.push("shop/web", "1", { schemaVersion: 2 }, manifestType);
		registry.push("shop/web", "1", { schemaVersion: 2, config: {} }, manifestType);
		expect(await source(`${registry.host}/shop/web:1@${digest}`)).toEqual({ digests: [digest] });
	});

	it.each<[Access, number | undefined, RegExp]>([
		["open", 503, /answered 503/],
		["open", 429, /throttled the request/],
		["open", 403, /may be private/],
		["private token", undefined, /token service 127\.0\.0\.1:\d+ of the image registry answered 401/],
		["basic", undefined, /requires a user name and password/],
	])("that is %s and answers %s is told of in a sentence", async (access, fail, sentence) => {
		const { registry, source } = await opened(access);
		registry.fail = fail;
		const failure = await source(`${registry.host}/shop/web:none`).catch((error: Error) => error);
		expect((failure as Error).message).toMatch(sentence);
		expect(failure).not.toBeInstanceOf(ImageMissing);
	});

	it.each([
		["no digest", { headers: { "docker-content-digest": "" } }, /returned no digest/],
		[
			"another digest",
			{ headers: { "docker-content-digest": `sha256:${"0".repeat(64)}` } },
			/returned sha256:0+ instead of/,
		],
		[
			"a page",
			{ headers: { "content-type": "text/html" } },
			/returned the type "text\/html" for .*, which is not an image/,
		],
		["no type", { headers: { "content-type": "" } }, /which is not an image/],
		["another index", { body: '{"manifests":[]}' }, /returned content that does not match sha256:[0-9a-f]+/],
		["a token that is none", { token: null }, /returned no token/],
		["a token of another type", { token: { token: ["a"] } }, /returned no token/],
		["a token that no header takes", { token: { token: "a\nb" } }, /does not answer/],
	])("that answers 200 with %s tells nothing", async (_, instead, sentence) => {
		const { registry, source } = await opened("token" in instead ? "token" : "open");
		const digest = registry.push("shop/web", "1", { schemaVersion: 2, manifests: [{}] }, indexType);
		registry.instead = instead;
		const failure = await source(`${registry.host}/shop/web@${digest}`).catch((error: Error) => error);
		expect((failure as Error).message).toMatch(sentence);
		expect(failure).not.toBeInstanceOf(ImageMissing);
		registry.instead = {};
		expect(await source(`${registry.host}/shop/web@${digest}`)).toEqual({ digests: [digest] });
	});

	it("that is not there is told of in a sentence", async () => {
		const { registry, source } = await opened("open");
		await registry.close();
		await expect(source(`${registry.host}/shop/web`)).rejects.toThrow(/does not answer: ECONNREFUSED/);
	});

	it("never hears credentials in a sentence of ours", async () => {
		const { registry, source } = await opened("private token", { ...credentials, password: "wrong-secret" });
		const failure = await source(`${registry.host}/shop/web`).catch((error: Error) => error.message);
		expect(failure).not.toContain("wrong-secret");
	});
});

/** Texts that would lead a URL made of them elsewhere. */
const noHosts = [
	"a.example?",
	"a.example#",
	"a.example\\b",
	"a.example:80:90",
	"a.example:x",
	"-a.example",
	"a b.example",
	"[::1",
];

describe("image references", () => {
	it.each([
		["nginx", "registry-1.docker.io", "library/nginx", "latest"],
		["nginx:1.27", "registry-1.docker.io", "library/nginx", "1.27"],
		["grafana/grafana", "registry-1.docker.io", "grafana/grafana", "latest"],
		["docker.io/nginx", "registry-1.docker.io", "library/nginx", "latest"],
		["ghcr.io/shop/web:a_b", "ghcr.io", "shop/web", "a_b"],
		["localhost:5000/web", "localhost:5000", "web", "latest"],
		["localhost/web:2", "localhost", "web", "2"],
		["public.ecr.aws/nginx/nginx", "public.ecr.aws", "nginx/nginx", "latest"],
	])("%s is at %s", (text, host, repository, tag) => {
		expect(parseReference(text)).toEqual({ host, repository, tag });
	});

	it.each(["", "Nginx", "a b", "a//b:c:d", "ghcr.io/../x", ...noHosts.map((host) => `${host}/web`)])(
		"%j is none",
		(text) => {
			expect(parseReference(text)).toBeUndefined();
		},
	);
});

describe("a Docker config file", () => {
	const auth = Buffer.from("shop:pa:ss").toString("base64");
	it.each([
		["ghcr.io", { "ghcr.io": { auth } }],
		["ghcr.io", { "https://ghcr.io": { auth } }],
		["registry-1.docker.io", { "https://index.docker.io/v1/": { auth } }],
	])("has the credentials of %s", (host, auths) => {
		expect(credentialsIn(JSON.stringify({ auths }), host)).toEqual(credentials);
	});

	it.each([
		"{}",
		"null",
		'{"auths":null}',
		'{"auths":{"ghcr.io":null}}',
		'{"auths":{"ghcr.io":{"auth":7}}}',
		'{"auths":[]}',
	])("that says %s has none", (text) => expect(credentialsIn(text, "ghcr.io")).toBeUndefined());

	it("that is not JSON is told of in a sentence", () => {
		expect(() => credentialsIn("{", "ghcr.io")).toThrow("The Docker config file is not JSON.");
	});
});
