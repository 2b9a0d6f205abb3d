# Accuracy against confidence, and how many pictures each bin has. Set before: bins (CSV: low, high, count, accuracy, confidence, with a header), title.
set terminal pngcairo size 640,680 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set datafile missing ""
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid linecolor "#e4e7ec" linetype 1
set xrange [0:1]
set style fill solid noborder
set multiplot title title noenhanced textcolor "#282c34"
set lmargin at screen 0.13
set rmargin at screen 0.96
set tmargin at screen 0.87
set bmargin at screen 0.36
set yrange [0:1.02]
set ylabel "accuracy" textcolor "#282c34"
set format x ""
set key at screen 0.55, screen 0.935 center top horizontal maxrows 1 textcolor "#282c34" samplen 1.5 width -2 font "DejaVu Sans,10"
plot bins using (($1 + $2) / 2):4:(($2 - $1) * 0.92) skip 1 with boxes linecolor "#317aba" title "accuracy", \
     x with lines linecolor "#787e8a" dashtype 2 title "as sure as right", \
     bins using 5:4 skip 1 with points pointtype 7 pointsize 0.9 linecolor "#d9822b" title "mean confidence"
set tmargin at screen 0.31
set bmargin at screen 0.11
set yrange [0:*]
set ylabel "pictures" textcolor "#282c34"
set xlabel "confidence: the largest probability" textcolor "#282c34"
set format x "%.1f"
unset key
plot bins using (($1 + $2) / 2):3:(($2 - $1) * 0.92) skip 1 with boxes linecolor "#c3c8d0"
unset multiplot
