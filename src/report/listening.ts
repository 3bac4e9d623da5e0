/** What the status server and the health server share: the form of a listener, and the message for a port that is not available. */

/** A server that listens. */
export interface Listener {
	/** Such as `http://127.0.0.1:8080`. */
	readonly url: string;
	readonly port: number;
	/** Stops listening and ends open connections at once, idle ones of Prometheus included. */
	readonly close: () => Promise<void>;
}

/** The URL of a server; an IPv6 address is put into brackets. */
export function urlOf(host: string, port: number): string {
	return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Says why a port could not be opened, in one sentence. */
export function listenSentence(
	error: unknown,
	{ host, port }: { readonly host: string; readonly port: number },
): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	if (code === "EADDRINUSE") return `Port ${port} on ${host} is taken by another program.`;
	if (code === "EACCES") return `Port ${port} on ${host} may not be used by this user.`;
	return `Listening on ${host}, port ${port}, is not possible: ${error instanceof Error ? error.message : error}.`;
}
