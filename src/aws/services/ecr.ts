/**
 * ECR: the digests of images. Only for images in ECR that `policy.followDigest` follows or `preflight: [images]`
 * checks.
 */
import { defineOptionalService } from "./service.ts";

export const ecr = defineOptionalService({
	name: "ecr",
	optional: true,
	packageName: "@aws-sdk/client-ecr",
	load: () => import("@aws-sdk/client-ecr"),
	client: ({ ECRClient }) => ECRClient,
	// ECR service quotas: DescribeImages 1,000 and BatchGetImage 2,000 a second; far less is needed.
	rates: { all: { burst: 20, perSecond: 10 } },
	reads: {
		DescribeImages: {
			command: ({ DescribeImagesCommand }) => DescribeImagesCommand,
			rate: "all",
			answer: { has: "imageDetails" },
			why: "only for images in ECR with `policy.followDigest` or `preflight: [images]`: the digest under a tag; limit it to your repositories",
		},
		BatchGetImage: {
			command: ({ BatchGetImageCommand }) => BatchGetImageCommand,
			rate: "all",
			answer: { has: "images" },
			why: "the same: the platforms of an image that was pushed for many, once for each",
		},
		DescribePullThroughCacheRules: {
			command: ({ DescribePullThroughCacheRulesCommand }) => DescribePullThroughCacheRulesCommand,
			rate: "all",
			answer: { has: "pullThroughCacheRules" },
			why: "the same: whether an image that does not exist yet comes with its first pull",
		},
	},
	writes: {},
	errors: {
		missing: ["RepositoryNotFoundException", "ImageNotFoundException"],
		invalid: [
			"InvalidParameterException",
			"LimitExceededException",
			"PullThroughCacheRuleNotFoundException",
			"UnableToGetUpstreamImageException",
			"ValidationException",
		],
		unavailable: ["ServerException"],
	},
	usedBy: "images",
});
