using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>Turns transforms into the mappings that Albumentations saves.</summary>
internal static class PipelineWriter
{
    /// <summary>The version whose format is written.</summary>
    public const string Version = "1.3.0";

    /// <summary>The whole document.</summary>
    public static MapNode ToDocument(ITransform root) => Written.Map([Written.Entry(PipelineReader.VersionKey, Written.Text(Version)), Written.Entry(PipelineReader.RootKey, ToNode(root))]);

    /// <summary>One transform with everything inside it.</summary>
    /// <exception cref="MienException">It is a class of the caller, whose parameters nobody knows.</exception>
    public static ConfigNode ToNode(ITransform transform) => transform is IBindable bindable
        ? Written.Map([Written.Entry(PipelineReader.ClassKey, Written.Text(bindable.Name)), .. ParameterWriter.Write(bindable)])
        : throw new MienException($"Expected transforms that come with Mien but got {transform.GetType()}, whose parameters cannot be saved.");
}
