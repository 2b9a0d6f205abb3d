namespace Mien.Data;

/// <summary>What transforms work with while they change pictures. Belongs to one thread at a time.</summary>
public sealed class TransformContext
{
    /// <summary>Lends pictures for results.</summary>
    public ImagePool Pool { get; } = new();

    /// <summary>Takes what was applied, in order; null, the default, when nobody wants to know. The owner clears it between pictures.</summary>
    public IList<AppliedTransform>? Applied { get; init; }
}

/// <summary>One change that a picture went through.</summary>
/// <param name="Name">The transform, by the name that pipelines use.</param>
/// <param name="Parameters">
/// What was drawn: a value whose public properties carry the names of Albumentations' parameters. Null where nothing is drawn.
/// </param>
public sealed record AppliedTransform(string Name, object? Parameters);
