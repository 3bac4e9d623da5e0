/**
 * The error for a port that the embedded AWS cannot have: it names the port and the protocol, so that a caller can say which
 * flag chooses another one.
 */

/** A port could not be listened on. */
export class PortTaken extends Error {
	readonly port: number;
	readonly protocol: "HTTP" | "UDP" | "TCP";
	/** The system's code, such as `EADDRINUSE` or `EACCES`. */
	readonly code: string;
	constructor(port: number, protocol: PortTaken["protocol"], code: string) {
		const reason = code === "EADDRINUSE" ? "another program is using it" : `the system says ${code}`;
		super(`The embedded AWS cannot listen on port ${port} (${protocol}): ${reason}.`);
		this.port = port;
		this.protocol = protocol;
		this.code = code;
	}
}

/** Turns the error of a listening attempt into a PortTaken. */
export function portError(error: unknown, port: number, protocol: PortTaken["protocol"]): PortTaken {
	const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
	return new PortTaken(port, protocol, code);
}
