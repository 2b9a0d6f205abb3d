# Predicted against true valence and arousal, and both on the circumplex. Set before: points (CSV: true valence, valence, true arousal,
# arousal, with a header; empty where unknown), caption_valence, caption_arousal, title.
set terminal pngcairo size 1290,500 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set datafile missing ""
set border 15 linecolor "#c3c8d0"
set tics nomirror textcolor "#282c34" scale 0.5
set xtics -1, 0.5
set ytics -1, 0.5
set xrange [-1.05:1.05]
set yrange [-1.05:1.05]
set size square
set zeroaxis linecolor "#c3c8d0" linetype 1
unset key
set multiplot layout 1,3 title title noenhanced textcolor "#282c34"
set title caption_valence noenhanced textcolor "#282c34"
set xlabel "true valence" textcolor "#282c34"
set ylabel "predicted valence" textcolor "#282c34" offset 1.5,0
plot x with lines linecolor "#787e8a" dashtype 2, points using 1:2 skip 1 with points pointtype 7 pointsize 0.4 linecolor rgb "#a0317aba"
set title caption_arousal noenhanced textcolor "#282c34"
set xlabel "true arousal" textcolor "#282c34"
set ylabel "predicted arousal" textcolor "#282c34" offset 1.5,0
plot x with lines linecolor "#787e8a" dashtype 2, points using 3:4 skip 1 with points pointtype 7 pointsize 0.4 linecolor rgb "#a0317aba"
set title "circumplex: true in grey, predicted in orange" textcolor "#282c34"
set xlabel "valence" textcolor "#282c34"
set ylabel "arousal" textcolor "#282c34" offset 1.5,0
set object 1 circle at 0,0 size 1 fillcolor rgb "#c3c8d0" fillstyle empty border rgb "#c3c8d0" front
plot points using 1:3 skip 1 with points pointtype 7 pointsize 0.4 linecolor rgb "#a0787e8a", \
     points using 2:4 skip 1 with points pointtype 7 pointsize 0.4 linecolor rgb "#a0d9822b"
unset multiplot
