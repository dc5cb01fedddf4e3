// Loaded by clang-tidy: its checks walk through our own declarations only. Those of the system's
// headers, whose findings nobody is shown, take three quarters of the time otherwise; clang-tidy
// itself leaves them out from version 21 on.
#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>
#include <clang/AST/ASTContext.h>
#include <clang/ASTMatchers/ASTMatchers.h>
#include <vector>

namespace {

class OwnSourcesOnly : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("unit"), this);
  }

  // The walk comes to the unit before it asks what is to be walked through below it.
  void check(const clang::ast_matchers::MatchFinder::MatchResult& result) override {
    std::vector<clang::Decl*> own;
    for (auto* declaration : result.Context->getTranslationUnitDecl()->decls()) {
      if (!result.SourceManager->isInSystemHeader(declaration->getLocation())) {
        own.push_back(declaration);
      }
    }
    result.Context->setTraversalScope(own);
  }
};

class Module : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnSourcesOnly>("pay200-own-sources-only");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<Module> registered(
    "pay200", "what pay200 adds to clang-tidy");

}  // namespace
