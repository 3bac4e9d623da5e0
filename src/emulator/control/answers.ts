/**
 * Defines the responses of the control API: JSON for data and plain text for errors, because both are readable in a
 * terminal.
 */

/** A response of the control API. */
export interface ControlAnswer {
	readonly statusCode: number;
	readonly contentType: string;
	readonly body: string;
}

/** A JSON response. */
export function json(value: unknown, statusCode = 200): ControlAnswer {
	return { statusCode, contentType: "application/json", body: `${JSON.stringify(value, null, "\t")}\n` };
}

/** An error response whose text tells the client what to do. */
export function refuse(statusCode: number, text: string): ControlAnswer {
	return { statusCode, contentType: "text/plain; charset=utf-8", body: `${text}\n` };
}
