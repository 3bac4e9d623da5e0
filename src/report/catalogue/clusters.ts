/** The wording of the reasons of clusters. */
import { counted } from "../text.ts";
import type { Wordings } from "./wording.ts";

export const clusters: Wordings<"ClusterNotEmpty" | "ClusterFailed"> = {
	ClusterNotEmpty: {
		severity: "info",
		cause: "The cluster to delete still contains services, tasks or container instances.",
		message: ({ services, drainingServices, tasks, containerInstances }) => {
			const left = [
				[services, "service"],
				[drainingServices, "draining service"],
				[tasks, "task"],
				[containerInstances, "container instance"],
			] as const;
			const named = left.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
			return `Deletion waits until it is empty; it has ${named.join(", ")}.`;
		},
	},
	ClusterFailed: {
		severity: "error",
		cause: "AWS could not create the cluster's resources.",
		message: () => "AWS could not create the cluster's resources (status FAILED).",
		remediation: "Fix the problem that its capacity providers report, then delete the cluster; evenkeel recreates it.",
	},
};
