/**
 * Reads image registry credentials from the file that `docker login` writes (`auths` in `config.json`). Credential
 * helpers are not supported, since they are external programs.
 */

import { isRecord, valueAt } from "../lib/json.ts";
import { ImageFailure } from "./image-source.ts";

export interface Credentials {
	readonly username: string;
	readonly password: string;
}

/** Returns the credentials for an image registry's host; undefined if there are none. Rejects with an `ImageFailure`. */
export type CredentialsOf = (host: string) => Promise<Credentials | undefined>;

/** Docker Hub's entry has a different name. */
const namesOfDockerHub = ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"];

/** The credentials for a host in the text of a Docker config file. */
export function credentialsIn(text: string, host: string): Credentials | undefined {
	const names = host === "registry-1.docker.io" ? namesOfDockerHub : [host, `https://${host}`, `https://${host}/`];
	const auths = authsOf(text);
	const auth = names
		.map((name) => valueAt(auths, name)?.auth)
		.find((found) => typeof found === "string" && found !== "");
	if (typeof auth !== "string") return undefined;
	const decoded = Buffer.from(auth, "base64").toString("utf8");
	const colon = decoded.indexOf(":");
	if (colon < 0) return undefined;
	return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function authsOf(text: string): Readonly<Record<string, { readonly auth?: unknown } | null>> {
	try {
		const { auths } = (JSON.parse(text) ?? {}) as { readonly auths?: unknown };
		return isRecord(auths) ? (auths as Record<string, { readonly auth?: unknown } | null>) : {};
	} catch {
		throw new ImageFailure("The Docker config file is not JSON.");
	}
}
