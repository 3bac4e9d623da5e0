/**
 * AWS STS as a service of the embedded AWS. It has one operation, GetCallerIdentity, which most tools call first to
 * learn their account.
 */
import { unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { queryProtocol } from "../../wire/query-protocol.ts";

const version = "2011-06-15";

/** GetCallerIdentity. Every caller is the root user of the account, as in the other services' answers. */
export const sts: EmulatorService<"sts"> = {
	name: "sts",
	title: "STS",
	protocol: queryProtocol({ version, xmlNamespace: `https://sts.amazonaws.com/doc/${version}/` }),
	// IAM user guide, IAM and AWS STS quotas: 600 requests a second, shared by several operations.
	rates: [{ operations: ["GetCallerIdentity"], limit: { burst: 600, perSecond: 600 } }],
	refusals: {
		throttled: "Throttling",
		accessDenied: "AccessDenied",
		internalFailure: { code: "InternalFailure", message: unknownError },
	},
	lists: { paged: /^List/, more: [] },
	start: ({ account }) => ({
		handlers: {
			GetCallerIdentity: () => ({ Arn: `arn:aws:iam::${account}:root`, UserId: account, Account: account }),
		},
		tools: {},
	}),
};
