using System.Globalization;
using System.Text;
using Mien.Core;
using Mien.Data.Synthetic.Drawing;
using Mien.Imaging;

namespace Mien.Data.Synthetic;

/// <summary>Writes one generated dataset.</summary>
internal sealed class SyntheticWriter(string root, SyntheticOptions options)
{
    private const string Annotations = "annotations.csv";

    // Inside the target: a rename must stay on one file system, and the target may be a mount point.
    private readonly string _unfinished = Path.Combine(root, ".unfinished");

    private readonly Expression[] _expressions = SyntheticFaces.Expressions(options.ClassCount);

    public void Write(IProgress<int>? progress, CancellationToken cancellation)
    {
        var existed = Directory.Exists(root);
        RefuseContent();
        DeleteUnfinished();
        try
        {
            WritePictures(progress, cancellation);
            AtomicFile.WriteText(Path.Combine(_unfinished, Annotations), AnnotationText());
            Publish();
        }
        catch
        {
            DeleteUnfinished();
            if (!existed && Directory.Exists(root) && !Directory.EnumerateFileSystemEntries(root).Any())
            {
                Directory.Delete(root);
            }

            throw;
        }
    }

    private void RefuseContent()
    {
        var found = File.Exists(root)
            ? root
            : Directory.Exists(root) ? Directory.EnumerateFileSystemEntries(root).FirstOrDefault(path => path != _unfinished) : null;
        if (found is not null)
        {
            throw new ConfigException($"Expected '{root}' to be absent or an empty folder but found '{Path.GetFileName(found)}'; name another folder or empty it.");
        }
    }

    private void DeleteUnfinished()
    {
        if (Directory.Exists(_unfinished))
        {
            Directory.Delete(_unfinished, recursive: true);
        }
    }

    private void WritePictures(IProgress<int>? progress, CancellationToken cancellation)
    {
        foreach (var folder in FolderNames())
        {
            Directory.CreateDirectory(Path.Combine(_unfinished, folder));
        }

        InParallel.For(options.Count, options.Workers, () => new FaceRenderer(options.SizePx), DrawFile, progress, cancellation);
    }

    private void DrawFile(int index, FaceRenderer renderer)
    {
        var image = renderer.Draw(Spec(index), !options.Grey);
        // Not synced one by one: the folder is unfinished until it is moved, and a sync costs more than the drawing.
        File.WriteAllBytes(Path.Combine(_unfinished, FileName(index)), ImageCodec.Encode(image, ImageFormat.Png));
    }

    private IEnumerable<string> FolderNames() =>
        from split in options.TestIdentityCount > 0 ? (string[])["train", "test"] : ["train"]
        from name in SyntheticFaces.ClassNames(options.ClassCount)
        select Path.Combine(split, name);

    // No value can hold a comma or a quote, so nothing needs quoting (RFC 4180).
    private string AnnotationText()
    {
        var text = new StringBuilder("filename,label,valence,arousal,identity\n");
        for (var index = 0; index < options.Count; index++)
        {
            var spec = Spec(index);
            text.Append(CultureInfo.InvariantCulture, $"{FileName(index)},{ClassName(index)},{spec.Affect.Valence:F4},{spec.Affect.Arousal:F4},{spec.Identity}\n");
        }

        return text.ToString();
    }

    private void Publish()
    {
        foreach (var split in Directory.GetDirectories(_unfinished))
        {
            Directory.Move(split, Path.Combine(root, Path.GetFileName(split)));
        }

        File.Move(Path.Combine(_unfinished, Annotations), Path.Combine(root, Annotations));
        Directory.Delete(_unfinished);
    }

    private FaceSpec Spec(int index)
    {
        var first = (long)options.FirstIdentity * options.PicturesPerIdentity;
        return FaceSpec.Sample(options.Seed, Identity(index), first + index, _expressions[index % _expressions.Length]);
    }

    private int Identity(int index) => options.FirstIdentity + (index / options.PicturesPerIdentity);

    private bool IsTest(int index) => index / options.PicturesPerIdentity >= options.IdentityCount - options.TestIdentityCount;

    private string ClassName(int index) => _expressions[index % _expressions.Length].ToString().ToLowerInvariant();

    private string FileName(int index) => FormattableString.Invariant($"{(IsTest(index) ? "test" : "train")}/{ClassName(index)}/{index:D6}.png");
}
