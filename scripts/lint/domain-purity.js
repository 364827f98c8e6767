// What no rule of oxlint says: domain code knows no clock and no promises, so that it gives the same answer twice.
const clock = {
  meta: { type: "problem", messages: { now: "take `now` as an argument" } },
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.name === "Date" && node.arguments.length === 0)
        context.report({ node, messageId: "now" });
    },
  }),
};

const promises = {
  meta: { type: "problem", messages: { promise: "domain functions are synchronous" } },
  create: (context) => {
    const refuse = (node) => {
      if (node.async) context.report({ node, messageId: "promise" });
    };
    return { FunctionDeclaration: refuse, FunctionExpression: refuse, ArrowFunctionExpression: refuse };
  },
};

export default { meta: { name: "domain" }, rules: { "no-clock": clock, "no-promises": promises } };
