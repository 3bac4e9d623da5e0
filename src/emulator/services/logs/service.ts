/** CloudWatch Logs as a service of the embedded AWS: log groups without their streams and events. */
import type { EmulatorService } from "../../service.ts";
import { jsonProtocol } from "../../wire/json-protocol.ts";
import { logGroupOperations } from "./log-groups.ts";
import { createLogState, logGroupArn } from "./state.ts";
import { tagOperations } from "./tags.ts";

/** Log groups, their retention, their keys and their tags. */
export const logs: EmulatorService<"logs"> = {
	name: "logs",
	title: "CloudWatch Logs",
	protocol: jsonProtocol({
		target: "Logs_20140328",
		errors: {
			InvalidParameterException: 400,
			LimitExceededException: 400,
			OperationAbortedException: 400,
			ResourceAlreadyExistsException: 400,
			ResourceNotFoundException: 400,
			TooManyTagsException: 400,
			ValidationException: 400,
		},
	}),
	rates: [{ operations: "all", limit: "unpublished" }],
	refusals: {
		throttled: "ThrottlingException",
		accessDenied: "AccessDeniedException",
		internalFailure: { code: "ServiceUnavailableException", message: "The service cannot complete the request." },
	},
	lists: { paged: /^DescribeLogGroups$/, token: "nextToken", more: ["nextToken"] },
	resourceKinds: [logGroupArn],
	start: (context) => {
		const state = createLogState(context);
		return {
			handlers: { ...logGroupOperations(state), ...tagOperations(state) },
			tools: {},
			overview: () => ({
				logGroups: state.created().map(({ tags, ...group }) => ({ ...group, tags: Object.fromEntries(tags) })),
			}),
		};
	},
};
