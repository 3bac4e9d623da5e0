/** The listener of the status server and the health server, and the message for an unavailable port. */

/** A listening server. */
export interface Listener {
	/** Such as `http://127.0.0.1:8080`. */
	readonly url: string;
	readonly port: number;
	/** Stops listening and closes open connections at once, including Prometheus' idle ones. */
	readonly close: () => Promise<void>;
}

/** The URL of a server; an IPv6 address gets brackets. */
export function urlOf(host: string, port: number): string {
	return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Why a port could not be opened, in one sentence. */
export function listenSentence(
	error: unknown,
	{ host, port }: { readonly host: string; readonly port: number },
): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	if (code === "EADDRINUSE") return `Port ${port} on ${host} is in use by another program.`;
	if (code === "EACCES") return `Port ${port} on ${host} is not permitted for this user.`;
	return `Port ${port} on ${host} cannot be opened: ${error instanceof Error ? error.message : error}.`;
}
