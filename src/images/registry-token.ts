/**
 * Creates the `Authorization` header that an image registry's challenge requires: a token from its token service,
 * requested anonymously or with credentials, or the credentials themselves (distribution project, "Token Authentication
 * Specification"; RFC 7617).
 */
import type { Credentials } from "./docker-config.ts";
import { ImageFailure } from "./image-source.ts";

/** An answer of an image registry or its token service. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	/** Empty unless the status is 200. */
	readonly text: string;
}

/** The value of the header. Rejects with an `ImageFailure` if the challenge cannot be satisfied. */
export async function authorization(
	challenge: string,
	scope: string,
	credentials: Credentials | undefined,
	get: (url: string, headers: Record<string, string>) => Promise<Answer>,
): Promise<string> {
	const scheme = challenge.trim().split(/\s/)[0]?.toLowerCase();
	const basic =
		credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
	if (scheme === "basic") {
		if (basic) return basic;
		throw new ImageFailure(
			"The image registry requires a user name and password, but the Docker config file has none for it.",
		);
	}
	const parameters = new Map(
		[...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
	);
	const realm = parameters.get("realm");
	if (scheme !== "bearer" || !realm || !URL.canParse(realm)) {
		throw new ImageFailure("The image registry requires an authentication scheme that evenkeel does not support.");
	}
	const url = new URL(realm);
	const service = parameters.get("service");
	if (service) url.searchParams.set("service", service);
	url.searchParams.set("scope", parameters.get("scope") ?? scope);
	// Passwords are sent only over TLS or to this machine.
	const isSafe = url.protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	const response = await get(url.href, basic && isSafe ? { authorization: basic } : {});
	if (response.status !== 200) {
		throw new ImageFailure(`The token service ${url.host} of the image registry answered ${response.status}.`);
	}
	const body = jsonOf(response.text);
	const token = body?.token ?? body?.access_token;
	if (typeof token !== "string" || token === "") {
		throw new ImageFailure(`The token service ${url.host} of the image registry returned no token.`);
	}
	return `Bearer ${token}`;
}

function jsonOf(text: string): { readonly token?: unknown; readonly access_token?: unknown } | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
