/**
 * A small registry on loopback that speaks the OCI distribution API and its token protocol: what the sources of digests are
 * tested with.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TestRegistry {
	/** `127.0.0.1:PORT`. */
	readonly host: string;
	/** Puts a manifest under a tag; gives its digest. */
	readonly push: (repository: string, tag: string, manifest: object, mediaType: string) => string;
	/** What was asked for, such as `HEAD /v2/shop/web/manifests/latest`. */
	readonly requests: string[];
	/** Answers with this status, whatever is asked. */
	fail: number | undefined;
	/** Takes the place of members of an answer that says success. */
	instead: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly token?: unknown };
	readonly close: () => Promise<void>;
}

export type Access = "open" | "token" | "private token" | "basic";

/** Who knows these is let in where it is not open. */
export const credentials = { username: "shop", password: "pa:ss" };

export async function startRegistry(access: Access): Promise<TestRegistry> {
	const manifests = new Map<string, { readonly body: string; readonly mediaType: string; readonly digest: string }>();
	const requests: string[] = [];
	const basic = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
	const token = (scope: string) => createHash("sha256").update(`token of ${scope}`).digest("hex");
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		const url = new URL(request.url ?? "/", `http://${registry.host}`);
		requests.push(`${request.method} ${url.pathname}`);
		if (registry.fail !== undefined) return void response.writeHead(registry.fail).end();
		const { authorization } = request.headers;
		if (url.pathname === "/token") {
			if (access === "private token" && authorization !== basic) return void response.writeHead(401).end();
			const scope = `${url.searchParams.get("service")} ${url.searchParams.get("scope")}`;
			const { token: other = { access_token: token(scope), expires_in: 300 } } = registry.instead;
			return void response.end(JSON.stringify(other));
		}
		const [, repository = "", reference = ""] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(url.pathname) ?? [];
		const scope = `repository:${repository}:pull`;
		if (access === "basic" && authorization !== basic) {
			return void response.writeHead(401, { "www-authenticate": 'Basic realm="registry"' }).end();
		}
		if (access.endsWith("token") && authorization !== `Bearer ${token(`registry.test ${scope}`)}`) {
			const challenge = `Bearer realm="http://${registry.host}/token",service="registry.test",scope="${scope}"`;
			return void response.writeHead(401, { "www-authenticate": challenge }).end();
		}
		const found = manifests.get(`${repository} ${reference}`);
		if (!found) return void response.writeHead(404).end();
		const accepted = (request.headers.accept ?? "").split(",").map((type) => type.trim());
		if (!accepted.includes(found.mediaType)) return void response.writeHead(406).end();
		response.writeHead(200, {
			"content-type": found.mediaType,
			"content-length": Buffer.byteLength(registry.instead.body ?? found.body),
			"docker-content-digest": found.digest,
			...registry.instead.headers,
		});
		response.end(request.method === "HEAD" ? undefined : (registry.instead.body ?? found.body));
	};
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const registry: TestRegistry = {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		push: (repository, tag, manifest, mediaType) => {
			const body = JSON.stringify(manifest);
			const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
			for (const reference of [tag, digest]) manifests.set(`${repository} ${reference}`, { body, mediaType, digest });
			return digest;
		},
		requests,
		fail: undefined,
		instead: {},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return registry;
}
