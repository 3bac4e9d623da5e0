/** Publishes every AWS request, answered or not: for metrics, and for tracing tools that attach to the process. */
import { channel } from "node:diagnostics_channel";

/** `operation`: such as `ecs:UpdateService`; `code`: AWS's error code, or `200`. */
export interface AnsweredRequest {
	readonly operation: string;
	readonly code: string;
}

export type RequestListener = (request: AnsweredRequest) => void;

const requests = channel("evenkeel:aws:request");

/** Returns the function that a client calls after each request. */
export function requestNotifier(listener: RequestListener | undefined): (operation: string, code: string) => void {
	return (operation, code) => {
		listener?.({ operation, code });
		requests.publish({ operation, code });
	};
}
