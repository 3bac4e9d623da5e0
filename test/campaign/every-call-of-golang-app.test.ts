/** The story golang-app with one thing going wrong at each of its calls in turn. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("golang-app");
