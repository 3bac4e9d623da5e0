/**
 * What a registry wants to see in `Authorization`, from its challenge: a token of its token service, asked for anonymously or
 * with credentials, or the credentials themselves (distribution project, "Token Authentication Specification"; RFC 7617).
 */
import type { Credentials } from "./docker-config.ts";
import { ImageFailure } from "./image-source.ts";

/** What a registry or its token service has answered. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	/** Empty for any status but 200. */
	readonly text: string;
}

/** The header's value. Rejects with an ImageFailure where the challenge cannot be met. */
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
		throw new ImageFailure("The registry wants a name and a password, and the Docker config file has none for it.");
	}
	const parameters = new Map(
		[...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
	);
	const realm = parameters.get("realm");
	if (scheme !== "bearer" || !realm || !URL.canParse(realm)) {
		throw new ImageFailure("The registry wants credentials of a kind that evenkeel does not know.");
	}
	const url = new URL(realm);
	const service = parameters.get("service");
	if (service) url.searchParams.set("service", service);
	url.searchParams.set("scope", parameters.get("scope") ?? scope);
	// A password goes to nobody who could be overheard.
	const isSafe = url.protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	const response = await get(url.href, basic && isSafe ? { authorization: basic } : {});
	if (response.status !== 200) {
		throw new ImageFailure(`The registry's token service ${url.host} answers ${response.status}.`);
	}
	const body = jsonOf(response.text);
	const token = body?.token ?? body?.access_token;
	if (typeof token !== "string" || token === "") {
		throw new ImageFailure(`The registry's token service ${url.host} gives no token.`);
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
