namespace Mien.Experiments.Tests;

public sealed class AnswerNotesTests
{
    [Theory]
    [InlineData("onnx", "float32", "Computed by ONNX Runtime in float32.")]
    [InlineData("onnx", "int8", "Computed by ONNX Runtime in int8.")]
    [InlineData("torch", "bfloat16", "Computed by libtorch in bfloat16 (--precision float32 for full precision).")]
    [InlineData("torch+onnx", "float32+bfloat16", "Computed by libtorch and ONNX Runtime in float32 and bfloat16 (--precision float32 for full precision).")]
    public void What_computed_is_said_and_how_to_have_full_precision_where_it_was_not(string engine, string precision, string said) =>
        Assert.Equal(said, AnswerNotes.Arithmetic(engine, precision));
}
