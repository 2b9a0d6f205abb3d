namespace Mien.Experiments;

/// <summary>Where answers come from, the same for all pictures of a call.</summary>
/// <param name="Engine">What computed: <c>torch</c> or <c>onnx</c>.</param>
/// <param name="Precision"><c>float32</c>, <c>bfloat16</c>, <c>float16</c> or <c>int8</c>.</param>
/// <param name="Temperature">What logits were divided by; null where nothing was, and of several models, which have one each.</param>
/// <param name="Augmentation">What each picture was averaged over, such as <c>flip</c>; null for nothing.</param>
/// <param name="ModelCount">How many models were averaged.</param>
public sealed record AnswerOrigin(string Engine, string Precision, double? Temperature = null, string? Augmentation = null, int ModelCount = 1)
{
    /// <summary>The origin of a model's answers.</summary>
    public static AnswerOrigin Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model.Engine, model.PrecisionName, model.Members is [var only] ? only.Temperature : null, model.Augmentation, model.Members.Length);
    }
}
