/**
 * The one operation of AWS STS that nearly every tool asks first: GetCallerIdentity, by which it learns its account. There is no
 * client of STS among evenkeel's dependencies, so its answer is written here and not by the SDK's codecs.
 */
import { invalidAction, queryForm, xmlAnswer } from "../query-protocol.ts";
import type { WireService } from "../wire.ts";

const version = "2011-06-15";

/**
 * Everybody is the root user of `account`, as in the other services' answers. Other operations are refused with AWS's
 * `InvalidAction`.
 *
 * @param requestId gives the id that each response carries.
 */
export function createSts(account: string, requestId: () => string): WireService {
	return {
		matches: (request) => queryForm(request)?.get("Version") === version,
		handle: async (request) => {
			const form = queryForm(request) ?? new URLSearchParams();
			const id = requestId();
			if (form.get("Action") !== "GetCallerIdentity") return invalidAction(form, id);
			return xmlAnswer(200, id, callerIdentity(account, id));
		},
	};
}

function callerIdentity(account: string, requestId: string): string {
	const identity = `<Arn>arn:aws:iam::${account}:root</Arn><UserId>${account}</UserId><Account>${account}</Account>`;
	const result = `<GetCallerIdentityResult>${identity}</GetCallerIdentityResult>`;
	const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
	const xmlNamespace = `https://sts.amazonaws.com/doc/${version}/`;
	return `<GetCallerIdentityResponse xmlns="${xmlNamespace}">${result}${metadata}</GetCallerIdentityResponse>`;
}
