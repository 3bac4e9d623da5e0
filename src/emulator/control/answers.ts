/**
 * The shape of the control API's answers: JSON for what is there, a sentence as plain text for what went wrong, so that both
 * read well in a terminal.
 */

/** What a request to the control API gets. */
export interface ControlAnswer {
	readonly statusCode: number;
	readonly contentType: string;
	readonly body: string;
}

/** A value as JSON text. */
export function json(value: unknown, statusCode = 200): ControlAnswer {
	return { statusCode, contentType: "application/json", body: `${JSON.stringify(value, null, "\t")}\n` };
}

/** Refuses, with a sentence that says what to do. */
export function refuse(statusCode: number, text: string): ControlAnswer {
	return { statusCode, contentType: "text/plain; charset=utf-8", body: `${text}\n` };
}
