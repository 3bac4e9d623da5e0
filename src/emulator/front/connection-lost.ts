/**
 * What a client meets when nothing answers: over HTTP its connection is closed, in process it gets this error, which looks
 * as Node's own does, so that the SDK treats both alike.
 */
export class ConnectionLost extends Error {
	/** Node's code for a connection that the other side closed. */
	readonly code = "ECONNRESET";
	constructor() {
		super("socket hang up");
	}
}
