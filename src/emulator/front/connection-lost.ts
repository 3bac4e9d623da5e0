/**
 * The error of a request whose connection is lost: over HTTP the connection is closed, in process the client gets this
 * error. It looks like Node's own error, so that the SDK handles both alike.
 */
export class ConnectionLost extends Error {
	/** Node's code for a connection that the peer closed. */
	readonly code = "ECONNRESET";
	constructor() {
		super("socket hang up");
	}
}
