import {
  type BinaryOperationNode,
  OperatorNode,
  PostgresQueryCompiler,
  PrimitiveValueListNode,
} from "kysely";

/**
 * Writes `column in (…)` as `column = any($1)`: one parameter for any number, so that the statement has one text, is prepared once and
 * keeps its plan. An empty list is a list like any other.
 */
export class ListsAsArrays extends PostgresQueryCompiler {
  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node;
    const word = OperatorNode.is(operator) ? operator.operator : undefined;
    if ((word !== "in" && word !== "not in") || !PrimitiveValueListNode.is(rightOperand)) {
      super.visitBinaryOperation(node);
      return;
    }
    this.visitNode(leftOperand);
    this.append(word === "in" ? " = any(" : " <> all(");
    this.appendValue(rightOperand.values);
    this.append(")");
  }
}
