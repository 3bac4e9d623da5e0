/**
 * The one operation of AWS STS that nearly every tool asks first: GetCallerIdentity, by which it learns its account. There is no
 * client of STS among evenkeel's dependencies, so its answer is written here and not by the SDK's codecs.
 */
import { queryService } from "../../query-protocol.ts";
import type { WireService } from "../../wire.ts";

const version = "2011-06-15";

/**
 * Everybody is the root user of `account`, as in the other services' answers. Other operations are refused with AWS's
 * `InvalidAction`.
 *
 * @param requestId gives the id that each response carries.
 */
export function createSts(account: string, requestId: () => string): WireService {
	const identity = { Arn: `arn:aws:iam::${account}:root`, UserId: account, Account: account };
	const xmlNamespace = `https://sts.amazonaws.com/doc/${version}/`;
	return queryService({ version, xmlNamespace }, { GetCallerIdentity: () => identity }, requestId);
}
