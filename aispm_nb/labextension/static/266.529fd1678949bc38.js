"use strict";(self.rspackChunkaispm_nb=self.rspackChunkaispm_nb||[]).push([[266],{646(a,e,p){var o=p(601),i=p.n(o),t=p(314),r=(p.n(t))()(i());r.push([a.id,`/* Only what hangs on JupyterLab; the board brings its own sheet. Colours and type are the theme's. */
.jp-aispm-panel { display: flex; flex-direction: column; overflow: hidden; background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); min-width: 240px; font-size: var(--jp-ui-font-size1); }
.jp-aispm-panel.lm-mod-hidden { display: none; }
.jp-aispm-panel > * { flex: none; position: relative; }
.jp-aispm-panel > .jp-aispm-board { flex: 1 1 0; min-height: 160px; }
.jp-aispm-panel > .jp-Toolbar { border-bottom: var(--jp-border-width) solid var(--jp-border-color2); min-height: 32px; }
.jp-aispm-board { overflow: hidden; background: var(--jp-layout-color0); }
.jp-aispm-board > .aispm-board { --aispm-height: 100%; min-height: 0; height: 100%; }

/* The panel: search stays, menus and pictures wait for the main area; history has its own part below. */
.jp-aispm-panel .aispm-board .aispm-header { padding: 8px 10px 4px; }
.jp-aispm-panel .aispm-board .aispm-toolbar { padding: 2px 10px 8px; }
.jp-aispm-panel .aispm-board .aispm-chip { padding: 0 7px; }
.jp-aispm-panel .aispm-board .aispm-tools { display: flex; width: 100%; }
.jp-aispm-panel .aispm-board .aispm-tools > :not(.aispm-search) { display: none; } /* also in a wide panel */
.jp-aispm-panel .aispm-board .aispm-search { width: 100%; max-width: none; }
.jp-aispm-panel .aispm-board .aispm-row, .jp-aispm-panel .aispm-board .aispm-group, .jp-aispm-panel .aispm-board .aispm-count, .jp-aispm-panel .aispm-board .aispm-foot { padding-left: 10px; padding-right: 10px; }
.jp-aispm-panel .aispm-board .aispm-foot-part + .aispm-foot-part { display: none; }
.jp-aispm-panel .aispm-board .aispm-top { flex-wrap: wrap; }
.jp-aispm-panel .aispm-board .aispm-top > * { white-space: nowrap; overflow-wrap: normal; }
.jp-aispm-panel .aispm-board .aispm-detail { padding: 8px 10px 12px; }

.jp-aispm-said { padding: 16px; overflow: auto; height: 100%; box-sizing: border-box; overflow-wrap: anywhere; line-height: 1.5; color: var(--jp-ui-font-color1); font-size: 13px; }
.jp-aispm-said h2 { font-size: 16px; font-weight: 600; margin: 0 0 8px; line-height: 1.4; }
.jp-aispm-said p { margin: 0 0 8px; }
.jp-aispm-said pre { padding: 8px 10px; background: var(--jp-layout-color2); border-radius: 3px; margin: 0 0 12px; font-family: var(--jp-code-font-family); font-size: 12px; white-space: pre-wrap; }
.jp-aispm-said .aispm-moves + p { margin-top: 16px; }
.jp-aispm-said .aispm-moves { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }
.jp-aispm-button { appearance: none; font: inherit; color: var(--jp-ui-font-color1); background: transparent; border: 1px solid var(--jp-border-color1); border-radius: 3px; min-height: 26px; padding: 2px 10px; cursor: pointer; text-align: left; overflow-wrap: anywhere; }
.jp-aispm-button:hover { border-color: var(--jp-ui-font-color2); }
.jp-aispm-button:focus-visible, .jp-aispm-status button:focus-visible, .jp-aispm-mark:focus-visible, .jp-aispm-part summary:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: -2px; }
.jp-aispm-button.jp-mod-first { border-color: var(--jp-brand-color1); }

.jp-aispm-part { border-top: var(--jp-border-width) solid var(--jp-border-color2); padding: 6px 10px; max-height: 240px; overflow: auto; font-size: 12px; line-height: 1.5; font-variant-numeric: tabular-nums; }
.jp-aispm-part summary { cursor: pointer; }
.jp-aispm-part table { border-collapse: collapse; width: 100%; margin-top: 4px; }
.jp-aispm-part th { text-align: left; font-weight: 400; color: var(--jp-ui-font-color2); }
.jp-aispm-part th, .jp-aispm-part td { padding: 2px 8px 2px 0; white-space: nowrap; }
.jp-aispm-part .aispm-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.jp-aispm-notebook { border-top: 0; border-bottom: var(--jp-border-width) solid var(--jp-border-color2); overflow-wrap: anywhere; }
.jp-aispm-notebook h3 { font-size: 12px; font-weight: 600; margin: 0 0 4px; }
.jp-aispm-notebook ul { list-style: none; margin: 0; padding: 0; }
.jp-aispm-notebook li { padding: 2px 0; }
.jp-aispm-notebook p { margin: 4px 0 4px 18px; color: var(--jp-ui-font-color2); }
.jp-aispm-notebook .jp-aispm-button { margin-left: 18px; }
.jp-aispm-notebook .aispm-title { margin-left: 6px; }
.jp-aispm-origin { margin: 0; padding: 4px 10px; border-top: var(--jp-border-width) solid var(--jp-border-color2); color: var(--jp-ui-font-color2); font-size: 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

.jp-aispm-status { display: flex; align-items: stretch; }
.jp-aispm-status button { appearance: none; width: 148px; border: 0; background: transparent; color: inherit; font: inherit; font-variant-numeric: tabular-nums; text-align: left; padding: 0 6px; cursor: pointer; white-space: nowrap; overflow: hidden; }
.jp-aispm-status button:hover { background: var(--jp-layout-color3); }

/* Severity outside of a board: the same shapes and colours. */
.aispm-tones .aispm-mark { display: inline-flex; flex: none; width: 14px; justify-content: center; vertical-align: -1px; color: var(--aispm-tone); }
.aispm-tones .aispm-severity-critical { --aispm-tone: #b02a00; }
.aispm-tones .aispm-severity-high { --aispm-tone: #9c5200; }
.aispm-tones .aispm-severity-medium { --aispm-tone: #6f5f00; }
.aispm-tones .aispm-severity-low { --aispm-tone: #40617f; }
.aispm-tones .aispm-severity-info { --aispm-tone: #62676d; }
[data-jp-theme-light="false"] .aispm-tones .aispm-severity-critical { --aispm-tone: #ff8a65; }
[data-jp-theme-light="false"] .aispm-tones .aispm-severity-high { --aispm-tone: #f0a848; }
[data-jp-theme-light="false"] .aispm-tones .aispm-severity-medium { --aispm-tone: #d9c766; }
[data-jp-theme-light="false"] .aispm-tones .aispm-severity-low { --aispm-tone: #93b7dc; }
[data-jp-theme-light="false"] .aispm-tones .aispm-severity-info { --aispm-tone: #a7adb4; }

.jp-aispm-mark { position: absolute; z-index: 3; left: 8px; top: 8px; width: 24px; height: 24px; padding: 0; border: 0; border-radius: 3px; background: transparent; cursor: pointer; display: grid; place-items: center; }
.jp-aispm-mark:hover { background: var(--jp-layout-color2); }
`,""]),p.d(e,{},{A:r})},314(a){a.exports=function(a){var e=[];return e.toString=function(){return this.map(function(e){var p="",o=void 0!==e[5];return e[4]&&(p+="@supports (".concat(e[4],") {")),e[2]&&(p+="@media ".concat(e[2]," {")),o&&(p+="@layer".concat(e[5].length>0?" ".concat(e[5]):""," {")),p+=a(e),o&&(p+="}"),e[2]&&(p+="}"),e[4]&&(p+="}"),p}).join("")},e.i=function(a,p,o,i,t){"string"==typeof a&&(a=[[null,a,void 0]]);var r={};if(o)for(var n=0;n<this.length;n++){var s=this[n][0];null!=s&&(r[s]=!0)}for(var l=0;l<a.length;l++){var d=[].concat(a[l]);o&&r[d[0]]||(void 0!==t&&(void 0===d[5]||(d[1]="@layer".concat(d[5].length>0?" ".concat(d[5]):""," {").concat(d[1],"}")),d[5]=t),p&&(d[2]&&(d[1]="@media ".concat(d[2]," {").concat(d[1],"}")),d[2]=p),i&&(d[4]?(d[1]="@supports (".concat(d[4],") {").concat(d[1],"}"),d[4]=i):d[4]="".concat(i)),e.push(d))}},e}},601(a){a.exports=function(a){return a[1]}},665(a,e,p){p.r(e);var o=p(72),i=p.n(o),t=p(825),r=p.n(t),n=p(659),s=p.n(n),l=p(56),d=p.n(l),m=p(540),c=p.n(m),u=p(113),f=p.n(u),h=p(646),b={};b.styleTagTransform=f(),b.setAttributes=d(),b.insert=s().bind(null,"head"),b.domAPI=r(),b.insertStyleElement=c(),i()(h.A,b);let v=h.A&&h.A.locals?h.A.locals:void 0;p.d(e,{},{default:v})},72(a){var e=[];function p(a){for(var p=-1,o=0;o<e.length;o++)if(e[o].identifier===a){p=o;break}return p}function o(a,o){for(var i={},t=[],r=0;r<a.length;r++){var n=a[r],s=o.base?n[0]+o.base:n[0],l=i[s]||0,d="".concat(s," ").concat(l);i[s]=l+1;var m=p(d),c={css:n[1],media:n[2],sourceMap:n[3],supports:n[4],layer:n[5]};if(-1!==m)e[m].references++,e[m].updater(c);else{var u=function(a,e){var p=e.domAPI(e);return p.update(a),function(e){e?(e.css!==a.css||e.media!==a.media||e.sourceMap!==a.sourceMap||e.supports!==a.supports||e.layer!==a.layer)&&p.update(a=e):p.remove()}}(c,o);o.byIndex=r,e.splice(r,0,{identifier:d,updater:u,references:1})}t.push(d)}return t}a.exports=function(a,i){var t=o(a=a||[],i=i||{});return function(a){a=a||[];for(var r=0;r<t.length;r++){var n=p(t[r]);e[n].references--}for(var s=o(a,i),l=0;l<t.length;l++){var d=p(t[l]);0===e[d].references&&(e[d].updater(),e.splice(d,1))}t=s}}},659(a){var e={};a.exports=function(a,p){var o=function(a){if(void 0===e[a]){var p=document.querySelector(a);if(window.HTMLIFrameElement&&p instanceof window.HTMLIFrameElement)try{p=p.contentDocument.head}catch(a){p=null}e[a]=p}return e[a]}(a);if(!o)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");o.appendChild(p)}},540(a){a.exports=function(a){var e=document.createElement("style");return a.setAttributes(e,a.attributes),a.insert(e,a.options),e}},56(a,e,p){a.exports=function(a){var e=p.nc;e&&a.setAttribute("nonce",e)}},825(a){a.exports=function(a){if("u"<typeof document)return{update:function(){},remove:function(){}};var e=a.insertStyleElement(a);return{update:function(p){var o,i,t;o="",p.supports&&(o+="@supports (".concat(p.supports,") {")),p.media&&(o+="@media ".concat(p.media," {")),(i=void 0!==p.layer)&&(o+="@layer".concat(p.layer.length>0?" ".concat(p.layer):""," {")),o+=p.css,i&&(o+="}"),p.media&&(o+="}"),p.supports&&(o+="}"),(t=p.sourceMap)&&"u">typeof btoa&&(o+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(t))))," */")),a.styleTagTransform(o,e,a.options)},remove:function(){var a;null===(a=e).parentNode||a.parentNode.removeChild(a)}}}},113(a){a.exports=function(a,e){if(e.styleSheet)e.styleSheet.cssText=a;else{for(;e.firstChild;)e.removeChild(e.firstChild);e.appendChild(document.createTextNode(a))}}}}]);