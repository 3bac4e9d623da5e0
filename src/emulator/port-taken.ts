/**
 * Defines the error for a port that cannot be opened. It names the port and the protocol, so that a caller can name the
 * flag that selects another port.
 */

/** The port cannot be opened. */
export class PortTaken extends Error {
	readonly port: number;
	readonly protocol: "HTTP" | "UDP" | "TCP";
	/** The system error code, such as `EADDRINUSE` or `EACCES`. */
	readonly code: string;
	constructor(port: number, protocol: PortTaken["protocol"], code: string) {
		const reason = code === "EADDRINUSE" ? "another program is using it" : `the system error is ${code}`;
		super(`The embedded AWS cannot listen on port ${port} (${protocol}): ${reason}.`);
		this.port = port;
		this.protocol = protocol;
		this.code = code;
	}
}

/** Converts the error of a failed `listen` call to a PortTaken error. */
export function portError(error: unknown, port: number, protocol: PortTaken["protocol"]): PortTaken {
	const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
	return new PortTaken(port, protocol, code);
}
