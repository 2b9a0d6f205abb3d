using System.Buffers;
using System.Text;

namespace Mien.Data.Tables;

/// <summary>
/// Passes a file of text on and refuses it at the first byte that is no text: NUL, or what is not UTF-8. A table that was read
/// with the wrong encoding would otherwise name files that do not exist.
/// </summary>
internal sealed class TextCheckingStream(Stream inner, string name) : Stream
{
    private const int MaxRuneBytes = 4;

    private readonly byte[] _pending = new byte[MaxRuneBytes];
    private int _pendingCount;
    private long _checked;
    private long _line = 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Check(buffer[..count], isEnd: count == 0 && buffer.Length > 0);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        // A character that was cut by the last read is completed byte by byte.
        while (_pendingCount > 0)
        {
            if (bytes.IsEmpty)
            {
                if (isEnd)
                {
                    Refuse(_pending.AsSpan(0, _pendingCount));
                }

                return;
            }

            _pending[_pendingCount++] = bytes[0];
            bytes = bytes[1..];
            if (Rune.DecodeFromUtf8(_pending.AsSpan(0, _pendingCount), out _, out _) is var status && status == OperationStatus.Done)
            {
                Accept(_pending.AsSpan(0, _pendingCount));
                _pendingCount = 0;
            }
            else if (status == OperationStatus.InvalidData)
            {
                Refuse(_pending.AsSpan(0, _pendingCount));
            }
        }

        var nul = bytes.IndexOf((byte)0);
        var text = nul < 0 ? bytes : bytes[..nul];
        var valid = ValidLength(text);
        Accept(text[..valid]);
        if (nul >= 0 || Rune.DecodeFromUtf8(text[valid..], out _, out _) == OperationStatus.InvalidData)
        {
            Refuse(bytes[valid..]);
        }

        text[valid..].CopyTo(_pending);
        _pendingCount = text.Length - valid;
    }

    // The length up to the first byte that is not UTF-8, or that begins a character the bytes do not finish.
    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return bytes.Length;
        }

        var length = 0;
        while (Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }

    private void Accept(ReadOnlySpan<byte> text)
    {
        _checked += text.Length;
        _line += text.Count((byte)'\n');
    }

    private void Refuse(ReadOnlySpan<byte> rest)
    {
        var found = (_checked, rest[0]) switch
        {
            (0, 0xFF or 0xFE) => "it seems to be UTF-16; save it as UTF-8",
            (_, 0) => "found a NUL byte: this is no text",
            (_, var value) => $"found the byte 0x{value:X2}, which is not UTF-8 here; save the file as UTF-8",
        };
        throw new TableException(name, $"expected text in UTF-8, but at byte {_checked} (line {_line}) {found}.");
    }
}
