/**
 * Tells of every request that AWS answered, or did not: the metrics, which count them, and whoever traces a process without a
 * part in it.
 */
import { channel } from "node:diagnostics_channel";

/** `operation` as in `ecs:UpdateService`; `code` is AWS's error code, or `200`. */
export interface AnsweredRequest {
	readonly operation: string;
	readonly code: string;
}

export type RequestListener = (request: AnsweredRequest) => void;

const requests = channel("evenkeel:aws:request");

/** What a client calls after each request. */
export function requestTeller(listener: RequestListener | undefined): (operation: string, code: string) => void {
	return (operation, code) => {
		listener?.({ operation, code });
		requests.publish({ operation, code });
	};
}
